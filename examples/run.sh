# Copies the bundled example into a fresh git repository outside this checkout, and runs the loop there.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
pyagent=${PYAGENT:-$here/../.venv/bin/pyagent}
python=$(cd "$here/../.venv/bin" && pwd)/python
work=$(mktemp -d "${TMPDIR:-/tmp}/pyagent-example.XXXXXX")
name=warehouse

cp -R "$here/$name" "$work/$name"
cd "$work/$name"
git init --quiet --initial-branch=main .
git add --all
GIT_AUTHOR_DATE=2026-01-01T00:00:00Z GIT_COMMITTER_DATE=2026-01-01T00:00:00Z \
    git -c user.name=example -c user.email=example@localhost -c commit.gpgsign=false commit --quiet -m "The example as it is"
echo "repository: $work/$name"
exec "$pyagent" run --trust --python "$python" "$@"
