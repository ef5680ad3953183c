/* What the two halves of the libcamera shim share: opening in libcamera_shim.cpp, frames in
 * libcamera_frames_shim.cpp. */
#pragma once

#include "capture/libcamera_shim.h"

#include <libcamera/libcamera.h>

#include <cerrno>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

using namespace libcamera;

struct pl_libcamera_layout {
    PixelFormat format;
    pl_pixel_format ours;
    size_t planes;
};

/* The best first. What a Pi's pipelines offer comes before the packed colours of pipelines that have no other, such as
 * libcamera's software ISP. Those are named after a number whose lowest byte comes first in memory. */
inline const pl_libcamera_layout pl_libcamera_layouts[] = {
    {formats::YUV420, PL_PIXEL_YUV420, 3},
    {formats::NV12, PL_PIXEL_NV12, 2},
    {formats::BGR888, PL_PIXEL_RGB, 1},
    {formats::RGB888, PL_PIXEL_BGR, 1},
};

struct pl_libcamera {
    CameraManager manager;
    std::shared_ptr<Camera> camera;
    bool managing = false, acquired = false, running = false;
    std::unique_ptr<CameraConfiguration> configuration;
    std::unique_ptr<FrameBufferAllocator> allocator;
    std::vector<std::unique_ptr<Request>> requests;
    std::map<const FrameBuffer *, const uint8_t *>
        mapped; /* where each buffer's first plane begins */
    std::vector<std::pair<void *, size_t>> mappings;
    Stream *stream = nullptr;
    const pl_libcamera_layout *layout = nullptr;
    Request *held = nullptr;

    std::mutex lock; /* of the two below; libcamera's thread fills them */
    std::condition_variable news;
    std::deque<Request *> done;
    bool lost = false; /* also while closing, when nobody asks any more */

    void completed(Request *request) noexcept
    {
        const std::lock_guard<std::mutex> guard(lock);

        if (request->status() == Request::RequestCancelled)
            lost = true; /* nobody has stopped it: the device takes no more */
        else
            done.push_back(request); /* at most as many as there are buffers */
        news.notify_one();
    }
    void disconnected() noexcept
    {
        const std::lock_guard<std::mutex> guard(lock);

        lost = true;
        news.notify_one();
    }
    ~pl_libcamera();
};

namespace
{

template <typename Body> int guard(char *detail, Body body) noexcept
{
    try {
        return body();
    } catch (const std::bad_alloc &) {
        return -ENOMEM;
    } catch (const std::exception &e) {
        std::snprintf(detail, PL_DETAIL_SIZE, "libcamera: %s", e.what());
    } catch (...) {
        std::snprintf(detail, PL_DETAIL_SIZE, "libcamera: unknown exception");
    }
    return PL_SOURCE_UNREADABLE;
}

template <typename Body> int quietly(Body body) noexcept
{
    char ignored[PL_DETAIL_SIZE];

    return guard(ignored, body);
}

} // namespace
