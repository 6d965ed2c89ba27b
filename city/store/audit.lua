-- All of one shard at one moment: guard, records, open rows, and cells and ids of each of its pages.
-- KEYS[1] meta, KEYS[2] cases, KEYS[3] open, KEYS[4] pages; ARGV[1]: root of the shard's keys
local pages = redis.call('SMEMBERS', KEYS[4])
local cells, ids = {}, {}
for i, page in ipairs(pages) do
  cells[i] = redis.call('HGETALL', ARGV[1] .. ':cells:' .. page)
  ids[i] = redis.call('SMEMBERS', ARGV[1] .. ':ids:' .. page)
end
return {
  redis.call('HMGET', KEYS[1], 'guard', 'dirty'),
  redis.call('HGETALL', KEYS[2]),
  redis.call('HGETALL', KEYS[3]),
  pages, cells, ids,
}
