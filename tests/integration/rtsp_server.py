"""A network camera: serves one H.264 file over RTSP until it is killed. Usage: rtsp_server.py FILE PORT
Exit 77 with a sentence when GStreamer's server is not installed. Prints "ready" once it answers."""
import sys

try:
    import gi

    gi.require_version("Gst", "1.0")
    gi.require_version("GstRtspServer", "1.0")
    from gi.repository import GLib, Gst, GstRtspServer
except (ImportError, ValueError) as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

Gst.init(None)
needed = ("qtdemux", "rtph264pay")
if not all(Gst.ElementFactory.find(name) for name in needed):
    print("skipped: gstreamer1.0-plugins-good is not installed")
    sys.exit(77)

factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(f"( filesrc location={sys.argv[1]} ! qtdemux ! rtph264pay name=pay0 pt=96 config-interval=1 )")
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(sys.argv[2])
server.get_mount_points().add_factory("/desk", factory)
if not server.attach(None):
    sys.exit("the port is taken")
print("ready", flush=True)
GLib.MainLoop().run()
