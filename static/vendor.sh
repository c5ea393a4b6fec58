#!/bin/sh
# A developer's command (`make vendor-govuk`): compile the design system once with our own type and colour. Needs Node; its output
# is committed, so that nobody else does. The crest rule is dropped: a council is not on GOV.UK, and the picture is not ours to ship.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cp "$here/vendor-lock/package.json" "$here/vendor-lock/package-lock.json" .
npm ci --silent --no-audit --no-fund --ignore-scripts # what the lock names, held to its sums; nothing of theirs is run on the way in
./node_modules/.bin/sass --no-source-map --style=compressed --quiet-deps --load-path=node_modules "$here/early-help.scss" all.css
node -e '
  const fs = require("fs");
  const css = fs.readFileSync("all.css", "utf8").replace(/[^{}]*\{[^{}]*govuk-crest[^{}]*\}/g, "");
  for (const wrong of ["@font-face", "GDS Transport", "url(\"/assets", "govuk-crest"])
    if (css.includes(wrong)) throw new Error(`the compiled sheet still has ${wrong}`);
  fs.writeFileSync(process.argv[1], css);
' "$here/early-help.css"
sed 's|//# sourceMappingURL=.*||' node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js > "$here/govuk-frontend.min.js"
