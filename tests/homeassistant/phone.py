"""A phone with Home Assistant's app on it, as far as Home Assistant can tell: what it is sent is kept."""
import http.server
import json
import threading


class Phone:
    def __init__(self):
        self.heard = heard = []

        class Push(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(201)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Push)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def register(self, home):
        """Makes itself known as the app does. The id of its device, or None."""
        home.ask("POST", "/api/mobile_app/registrations", {
            "device_id": "test-phone", "app_id": "test", "app_name": "Test", "app_version": "1", "device_name": "Test phone",
            "manufacturer": "Test", "model": "Test", "os_name": "Test", "os_version": "1", "supports_encryption": False,
            "app_data": {"push_token": "test", "push_url": f"http://127.0.0.1:{self.server.server_port}/push"}})
        devices = home.tell("config/device_registry/list")
        return next((d["id"] for d in devices if d["name"] == "Test phone"), None)

    def close(self):
        self.server.shutdown()
