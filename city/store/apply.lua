-- One batch of one shard: all of it, once, or none of it.
-- KEYS[1] meta; ARGV: expected guard, packed {commands, counter groups, new meta, hushed}, channel, notice
-- hushed, if there: {list of movements, set of cases of which it is to tell nothing more}
-- A dirty shard was cut off in mid-write under this very guard: it is made anew, never written on.
local meta = redis.call('HMGET', KEYS[1], 'guard', 'dirty')
if meta[1] ~= ARGV[1] or meta[2] then return {0, meta[1]} end
local batch = cmsgpack.unpack(ARGV[2])
redis.call('HSET', KEYS[1], 'dirty', 1)
if batch[4] then
  for _, movement in ipairs(redis.call('LRANGE', batch[4][1], 0, -1)) do
    -- the third of a MovementRow is its case
    if batch[4][2][cmsgpack.unpack(movement)[3]] then redis.call('LREM', batch[4][1], 0, movement) end
  end
end
for _, command in ipairs(batch[1]) do redis.call(unpack(command)) end
for _, group in ipairs(batch[2]) do
  local key = group[1]
  for cell, change in pairs(group[2]) do
    -- a cell that is back at nothing is removed, so that equal cases leave equal bytes
    if change ~= 0 and redis.call('HINCRBY', key, cell, change) == 0 then redis.call('HDEL', key, cell) end
  end
end
redis.call('HSET', KEYS[1], unpack(batch[3]))
redis.call('HDEL', KEYS[1], 'dirty')
redis.call('PUBLISH', ARGV[3], ARGV[4])
return {1}
