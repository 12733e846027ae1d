"""The words of the set-up, from prompts/<language>/setup.yaml, in the language the user seems to speak.

YAML cannot be imported before the set-up is done, so setup.yaml and detection.yaml keep to lines of
`key: "JSON string"`.
"""

import json
import os
import re
import sys

DEFAULT = "en"
WORD = re.compile("[A-Za-z]{2,}")


def language(argv, prompts):
    """A folder of prompts/: what --lang says, else what a message is written in, else the locale, else English."""
    names = sorted(name for name in os.listdir(prompts) if not name.startswith("."))
    for place, argument in enumerate(argv):
        if argument == "--lang" and place + 1 < len(argv):
            return of_locale(argv[place + 1], names)
        if argument.startswith("--lang="):
            return of_locale(argument[7:], names)
    signs = {name: read(os.path.join(prompts, name, "detection.yaml")) for name in names}
    text = " ".join(argv).lower()
    counts = {}
    mixed = False
    for name in names:
        words = re.findall(signs[name]["token"], text)
        if signs[name]["token"] == signs[DEFAULT]["token"]:
            counts[name] = sum(word in signs[name]["words"].split() for word in words)
        elif words:
            if len(words) >= len(WORD.findall(text)):
                return name
            mixed = True
    best = max(counts, key=lambda name: (counts[name], name == DEFAULT))
    if mixed or best != DEFAULT:
        return best
    asked = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return of_locale(next(filter(None, asked), ""), names)


def of_locale(locale, names):
    """The language that "es_MX.UTF-8" or "zh" asks for; English for one that is not there."""
    asked = re.split("[^a-z]", locale.lower())[0]
    return next((name for name in names if name.split("-")[0] == asked), DEFAULT)


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
            prompts = os.path.join(folder, "prompts")
            self.words = read(os.path.join(prompts, language(argv, prompts), "setup.yaml"))
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
