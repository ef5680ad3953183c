/* libcamera behind capture/libcamera_shim.h. Compiles against 0.0.3 (Debian 12), 0.4 (Debian 13) and newer. */
#include "capture/libcamera_private.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <sys/mman.h>

using namespace libcamera;

pl_libcamera::~pl_libcamera()
{
    if (running)
        camera->stop();
    if (camera) {
        camera->requestCompleted.disconnect(this);
        camera->disconnected.disconnect(this);
    }
    requests.clear();
    for (const auto &[start, length] : mappings)
        munmap(start, length);
    allocator.reset();
    if (acquired)
        camera->release();
    camera.reset();
    if (managing)
        manager.stop();
}

namespace
{

int fail(char *detail, int state, const std::string &sentence)
{
    std::snprintf(detail, PL_DETAIL_SIZE, "%s", sentence.c_str());
    return state;
}

int find(pl_libcamera *c, const std::string &id, char *detail)
{
    logSetTarget(LoggingTargetNone); /* we say ourselves what matters */
    if (c->manager.start() != 0)
        return fail(detail, PL_SOURCE_NO_DEVICE, "libcamera does not start");
    c->managing = true;
    const auto cameras = c->manager.cameras();
    if (id.empty() && !cameras.empty())
        c->camera = cameras.front();
    else if (!id.empty())
        c->camera = c->manager.get(id);
    if (!c->camera)
        return fail(detail, PL_SOURCE_NO_DEVICE,
                    id.empty() ? "libcamera sees no camera" : "libcamera sees no camera " + id);
    if (c->camera->acquire() != 0)
        return fail(detail, PL_SOURCE_BUSY, c->camera->id() + " is in use by another program");
    c->acquired = true;
    return 0;
}

int configure(pl_libcamera *c, int width, int height, char *detail)
{
    c->configuration = c->camera->generateConfiguration({StreamRole::Viewfinder});
    if (!c->configuration || c->configuration->empty())
        return fail(detail, PL_SOURCE_WRONG_FORMAT, c->camera->id() + " offers no stream");
    for (const pl_libcamera_layout &layout : pl_libcamera_layouts) {
        StreamConfiguration &stream = c->configuration->at(0);

        stream.size = Size(static_cast<unsigned>(width), static_cast<unsigned>(height));
        stream.pixelFormat = layout.format;
        stream.bufferCount = 4;
        if (c->configuration->validate() != CameraConfiguration::Invalid &&
            stream.pixelFormat == layout.format &&
            c->camera->configure(c->configuration.get()) == 0) {
            c->stream = stream.stream();
            c->layout = &layout;
            return 0;
        }
    }
    return fail(detail, PL_SOURCE_WRONG_FORMAT,
                c->camera->id() + " offers none of YUV420, NV12, RGB888 and BGR888");
}

/* All planes of a buffer usually share one descriptor; mapped once, up to the end of the last plane. */
int map(pl_libcamera *c, const FrameBuffer *buffer)
{
    size_t length = 0;

    for (const auto &plane : buffer->planes())
        if (plane.fd.get() == buffer->planes()[0].fd.get())
            length = std::max<size_t>(length, plane.offset + plane.length);
    void *start = mmap(nullptr, length, PROT_READ, MAP_SHARED, buffer->planes()[0].fd.get(), 0);
    if (start == MAP_FAILED)
        return -errno;
    c->mappings.emplace_back(start, length);
    c->mapped[buffer] = static_cast<const uint8_t *>(start) + buffer->planes()[0].offset;
    return 0;
}

int run(pl_libcamera *c, double rate_hz, char *detail)
{
    c->allocator = std::make_unique<FrameBufferAllocator>(c->camera);
    if (c->allocator->allocate(c->stream) < 0)
        return fail(detail, PL_SOURCE_BUSY, c->camera->id() + " gives no buffers");
    for (const auto &buffer : c->allocator->buffers(c->stream)) {
        auto request = c->camera->createRequest();
        const int r = map(c, buffer.get());

        if (r < 0 || !request || request->addBuffer(c->stream, buffer.get()) < 0)
            return r < 0 ? r : -ENOMEM;
        c->requests.push_back(std::move(request));
    }
    c->camera->requestCompleted.connect(c, &pl_libcamera::completed);
    c->camera->disconnected.connect(c, &pl_libcamera::disconnected);
    const int64_t interval = static_cast<int64_t>(1000000 / rate_hz);
    ControlList controls(c->camera->controls());
    if (c->camera->controls().count(&controls::FrameDurationLimits))
        controls.set(controls::FrameDurationLimits, Span<const int64_t, 2>({interval, interval}));
    if (c->camera->start(&controls) != 0)
        return fail(detail, PL_SOURCE_BUSY, c->camera->id() + " does not start");
    c->running = true;
    for (const auto &request : c->requests)
        if (c->camera->queueRequest(request.get()) < 0)
            return fail(detail, PL_SOURCE_LOST, c->camera->id() + " takes no requests");
    return 0;
}

} // namespace

int pl_libcamera_open(const char *id, int width, int height, double rate_hz,
                      struct pl_libcamera **ret, char name[PL_DETAIL_SIZE],
                      char detail[PL_DETAIL_SIZE])
{
    return guard(detail, [&]() -> int {
        auto c = std::make_unique<pl_libcamera>();
        int r = find(c.get(), id, detail);

        if (r == 0)
            r = configure(c.get(), width, height, detail);
        if (r == 0)
            r = run(c.get(), rate_hz, detail);
        if (r != 0)
            return r;
        std::snprintf(name, PL_DETAIL_SIZE, "%s", c->camera->id().c_str());
        *ret = c.release();
        return 0;
    });
}

void pl_libcamera_close(struct pl_libcamera *camera)
{
    quietly([&]() -> int {
        delete camera;
        return 0;
    });
}
