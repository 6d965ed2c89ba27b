-- Make an empty shard, unless it is there and whole.
-- KEYS[1] meta, KEYS[2..4] cases, open, recent, KEYS[5] pages; ARGV: guard to begin with, root
-- A shard found dirty was cut off in mid-write: it is emptied, and filled again from the log.
local meta = redis.call('HMGET', KEYS[1], 'guard', 'dirty')
if meta[1] and not meta[2] then return meta[1] end
for _, page in ipairs(redis.call('SMEMBERS', KEYS[5])) do
  redis.call('UNLINK', ARGV[2] .. ':cells:' .. page, ARGV[2] .. ':ids:' .. page)
end
redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5])
redis.call('HSET', KEYS[1], 'guard', ARGV[1])
return ARGV[1]
