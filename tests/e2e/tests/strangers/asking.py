"""What both scripts share: whom to ask what, and where."""

import argparse
import json
import urllib.request

PATIENCE = 60


class Control:
    """The sandbox's control API."""

    def __init__(self, url):
        self.url = url.rstrip("/")

    def get(self, path):
        with urllib.request.urlopen(self.url + path) as response:
            return json.load(response)

    def put(self, path, **body):
        headers = {"Content-Type": "application/json"}
        data = json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method="PUT")
        urllib.request.urlopen(request).close()


class Asked:
    def __init__(self, options):
        self.control = Control(options.control)
        self.host, port = options.listen.rsplit(":", 1)
        self.port = int(port)
        self.phone, self.to, self.text = options.phone, options.to, options.text

    def code(self):
        return self.control.get(f"/accounts/{self.phone}/code")["code"]


def arguments(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--control", required=True, help="http://127.0.0.1:PORT")
    parser.add_argument("--listen", required=True, help="127.0.0.1:PORT")
    parser.add_argument("--phone", required=True, help="who asks")
    parser.add_argument("--to", required=True, help="username of the one who is asked")
    parser.add_argument("--text", required=True, help="what is asked")
    return Asked(parser.parse_args())
