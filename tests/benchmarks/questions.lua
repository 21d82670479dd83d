-- wrk asks the addresses of a file one after the other
function init(args)
  paths, place = {}, 0
  for line in io.lines(args[1]) do paths[#paths + 1] = line end
end

function request()
  place = place % #paths + 1
  return wrk.format("GET", paths[place])
end
