#!/bin/sh
# Looks for keys and passwords in what is checked in; what stands in .secrets.baseline was looked at and is none.
set -eu
git ls-files -z --cached --others --exclude-standard -- . ':!corpus/plans' ':!*.png' ':!*.jsonl' ':!requirements.lock' \
    | xargs -0 "${1:-.venv/bin/detect-secrets-hook}" --baseline .secrets.baseline --cores 2
