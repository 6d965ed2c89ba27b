-- Make an empty book of facts, unless it is there and whole.
-- KEYS[1] meta, KEYS[2] days, KEYS[3..] the books; ARGV: guard to begin with, root
-- One found dirty was cut off in mid-write: it is emptied, and filled again from the log.
local meta = redis.call('HMGET', KEYS[1], 'guard', 'dirty')
if meta[1] and not meta[2] then return meta[1] end
for _, day in ipairs(redis.call('SMEMBERS', KEYS[2])) do
  redis.call('UNLINK', ARGV[2] .. ':day:' .. day)
end
redis.call('UNLINK', unpack(KEYS))
redis.call('HSET', KEYS[1], 'guard', ARGV[1])
return ARGV[1]
