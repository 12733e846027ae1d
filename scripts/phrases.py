"""The words of the set-up, from prompts/<language>/setup.yaml, in the language the user seems to speak.

YAML cannot be imported before the set-up is done, so that file keeps to lines of `key: "JSON string"`.
"""

from __future__ import annotations

import json
import os
import re
import sys

WIDE = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
WORD = re.compile("[A-Za-z]{2,}")


def language(argv):
    """`en` or `zh-CN`: what --lang says, else what a message is mostly written in, else the locale."""
    for place, argument in enumerate(argv):
        if argument == "--lang" and place + 1 < len(argv):
            return "zh-CN" if argv[place + 1].lower().startswith("zh") else "en"
        if argument.startswith("--lang="):
            return "zh-CN" if argument[7:].lower().startswith("zh") else "en"
    text = " ".join(argv)
    wide = len(WIDE.findall(text))
    if wide:
        return "zh-CN" if wide >= len(WORD.findall(text)) else "en"
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "zh-CN" if locale.lower().startswith("zh") else "en"


def read(path):
    """The `key: "JSON string"` lines of one file."""
    with open(path, encoding="utf-8") as file:
        lines = [line.split(":", 1) for line in file if line.strip() and not line.startswith("#")]
    return {key: json.loads(value) for key, value in lines}


class Phrases:
    """Says set-up sentences on stderr, and as `--json` lines on stdout where those were asked for."""

    def __init__(self, folder, argv):
        self.folder = folder
        self.json = "--json" in argv
        self.quiet = "--quiet" in argv
        try:
            self.words = read(os.path.join(folder, "prompts", language(argv), "setup.yaml"))
        except OSError as error:
            # The only sentence that cannot come from a file, for it says that the file is missing.
            sys.exit("text-to-ai: {} is missing; copy the folder again.".format(error.filename))

    def sentence(self, key, **values):
        """The sentence with its placeholders filled."""
        return self.words[key].format(folder=self.folder, **values)

    def progress(self, key, **values):
        """One line about how the set-up goes."""
        if not self.quiet:
            self._write(sys.stderr, self.sentence(key, **values))

    def stop(self, key, exit_code, **values):
        """Says why it cannot go on and what to do; returns `exit_code`."""
        sentence = self.sentence(key, **values)
        self._write(sys.stderr, sentence)
        if self.json:
            error = {
                "type": "error",
                "code": None,
                "kind": "setup_" + key,
                "text": sentence,
                "retryable": exit_code == 69,
            }
            self._write(sys.stdout, json.dumps(error, ensure_ascii=False))
            self._write(sys.stdout, json.dumps({"type": "done", "exit_code": exit_code}))
        return exit_code

    def _write(self, stream, line):
        encoding = stream.encoding or "utf-8"
        stream.write(line.encode(encoding, "replace").decode(encoding) + "\n")
        stream.flush()
