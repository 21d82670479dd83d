# nginx.conf for a container:
#   sed -f nginx.sed -e 's/portal\.example\.ru/NAME/g' ../nginx.conf
# its logs go where the engine collects them
s|/var/log/nginx/portal\.log|/dev/stdout|
s|/var/log/nginx/portal\.error\.log|/dev/stderr|
# the address of a container that is gone is silent, where the port of a process that is gone refuses:
# it is given up soon, and the other is asked; what was sent to the desk is sent once all the same
s|proxy_connect_timeout 1s|proxy_connect_timeout 200ms|
s|proxy_next_upstream error;|proxy_next_upstream error timeout;|
