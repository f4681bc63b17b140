bundle = go tool esbuild ui/web/script/app.js --bundle --minify --inject:ui/web/script/htmx.js \
	--legal-comments=eof --log-level=warning
