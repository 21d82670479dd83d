# nginx.conf for a container, whose logs go where the engine collects them:
#   sed -f nginx.sed -e 's/portal\.example\.ru/NAME/g' ../nginx.conf
s|/var/log/nginx/portal\.log|/dev/stdout|
s|/var/log/nginx/portal\.error\.log|/dev/stderr|
