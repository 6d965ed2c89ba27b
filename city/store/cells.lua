-- What an auditor compares of one shard, at one moment: guard, count of open rows, cells of pages.
-- KEYS[1] meta, KEYS[2] open, KEYS[3..] cells of each page
local cells = {}
for i = 3, #KEYS do cells[#cells + 1] = redis.call('HGETALL', KEYS[i]) end
return {redis.call('HMGET', KEYS[1], 'guard', 'dirty'), redis.call('HLEN', KEYS[2]), cells}
