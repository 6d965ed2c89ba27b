-- One shard as it is at one moment: guard, open rows, movements, and the cells of the pages asked for.
-- KEYS[1] meta, KEYS[2] open, KEYS[3] recent, KEYS[4..] cells of each page
local cells = {}
for i = 4, #KEYS do cells[#cells + 1] = redis.call('HGETALL', KEYS[i]) end
return {
  redis.call('HMGET', KEYS[1], 'guard', 'dirty'),
  redis.call('HGETALL', KEYS[2]),
  redis.call('LRANGE', KEYS[3], 0, -1),
  cells,
}
