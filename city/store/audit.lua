-- All of one shard at one moment: guard, records, open rows, and cells and ids of each of its days.
-- KEYS[1] meta, KEYS[2] cases, KEYS[3] open, KEYS[4] days; ARGV[1]: root of the shard's keys
local days = redis.call('SMEMBERS', KEYS[4])
local cells, ids = {}, {}
for i, day in ipairs(days) do
  cells[i] = redis.call('HGETALL', ARGV[1] .. ':cells:' .. day)
  ids[i] = redis.call('SMEMBERS', ARGV[1] .. ':ids:' .. day)
end
return {
  redis.call('HMGET', KEYS[1], 'guard', 'dirty'),
  redis.call('HGETALL', KEYS[2]),
  redis.call('HGETALL', KEYS[3]),
  days, cells, ids,
}
