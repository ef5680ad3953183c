/* Frames out of libcamera's finished requests. */
#include "capture/libcamera_private.hpp"

#include <chrono>

namespace
{

void requeue(pl_libcamera *c, Request *request)
{
    request->reuse(Request::ReuseBuffers);
    c->camera->queueRequest(request); /* a lost camera refuses; disconnected() says so */
}

/* Some pipelines leave `bytesused` 0, so planes are taken at their length. */
bool describe(const pl_libcamera *c, Request *request, struct pl_frame *ret)
{
    const FrameBuffer *buffer = request->buffers().begin()->second;
    const StreamConfiguration &stream = c->configuration->at(0);
    const auto &planes = buffer->planes();
    const size_t used = c->layout->planes;
    struct pl_frame frame = {};

    if (buffer->metadata().status != FrameMetadata::FrameSuccess || planes.size() < used)
        return false;
    frame.format = c->layout->ours;
    frame.width = static_cast<int>(stream.size.width);
    frame.height = static_cast<int>(stream.size.height);
    frame.sequence = buffer->metadata().sequence;
    frame.full_range = stream.colorSpace && stream.colorSpace->range == ColorSpace::Range::Full;
    for (size_t i = 0; i < used; i++) {
        frame.plane[i] = c->mapped.at(buffer) + (planes[i].offset - planes[0].offset);
        frame.stride[i] = static_cast<int>(i > 0 && used == 3 ? stream.stride / 2 : stream.stride);
    }
    frame.t = request->metadata().get(controls::SensorTimestamp).value_or(0) / 1000;
    *ret = frame;
    return true;
}

/* The newest finished request; older ones go back. Null after the timeout or when the camera is lost. */
Request *newest(pl_libcamera *c, int64_t timeout_us, uint64_t *dropped)
{
    std::unique_lock<std::mutex> guard(c->lock);

    c->news.wait_for(guard, std::chrono::microseconds(timeout_us),
                     [&] { return c->lost || !c->done.empty(); });
    if (c->lost || c->done.empty())
        return nullptr;
    while (c->done.size() > 1) {
        requeue(c, c->done.front());
        c->done.pop_front();
        ++*dropped;
    }
    Request *request = c->done.front();
    c->done.pop_front();
    return request;
}

} // namespace

int pl_libcamera_next(struct pl_libcamera *camera, int64_t timeout_us, struct pl_frame *ret,
                      uint64_t *dropped)
{
    return quietly([&]() -> int {
        Request *request = newest(camera, timeout_us, dropped);

        if (!request) {
            const std::lock_guard<std::mutex> locked(camera->lock);
            return camera->lost ? PL_SOURCE_LOST : PL_SOURCE_NO_FRAME;
        }
        if (!describe(camera, request, ret)) {
            ++*dropped;
            requeue(camera, request);
            return PL_SOURCE_NO_FRAME;
        }
        camera->held = request;
        return 0;
    });
}

void pl_libcamera_release(struct pl_libcamera *camera)
{
    quietly([&]() -> int {
        requeue(camera, camera->held);
        camera->held = nullptr;
        return 0;
    });
}
