-- Cells of further pages of one shard, and the guard that they belong to.
-- KEYS[1] meta, KEYS[2..] cells of each page
local cells = {}
for i = 2, #KEYS do cells[#cells + 1] = redis.call('HGETALL', KEYS[i]) end
return { redis.call('HMGET', KEYS[1], 'guard', 'dirty'), cells }
