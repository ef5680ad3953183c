/* plumbline-media.so: OpenCV's imgcodecs and videoio behind capture/media_module.h. Converts, calls,
 * converts back; every function runs inside guard(), so no exception leaves. */
#include "capture/media_module.h"
#include "capture/source.h"

#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/videoio.hpp>

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <new>
#include <string>

struct pl_media_reader {
    cv::VideoCapture video;
    cv::Mat picture; /* what was handed out last; its memory is used again */
};

struct pl_media_writer {
    cv::VideoWriter video;
    int width, height;
};

namespace
{

void say(char *why, const char *text)
{
    if (why)
        std::snprintf(why, PL_DETAIL_SIZE, "%s", text);
}

template <typename Body> int guard(char *why, Body body) noexcept
{
    try {
        return body();
    } catch (const std::bad_alloc &) {
        return -ENOMEM;
    } catch (const cv::Exception &e) {
        say(why, e.err.c_str());
        return e.code == cv::Error::StsNoMem ? -ENOMEM : 1;
    } catch (const std::exception &e) {
        say(why, e.what());
        return 1;
    } catch (...) {
        say(why, "unknown exception");
        return 1;
    }
}

/* Lends the reader's picture as a frame. */
void lend(const cv::Mat &picture, struct pl_frame *ret)
{
    *ret = pl_frame{};
    ret->format = PL_PIXEL_BGR;
    ret->width = picture.cols;
    ret->height = picture.rows;
    ret->plane[0] = picture.data;
    ret->stride[0] = static_cast<int>(picture.step[0]);
    ret->full_range = 1;
}

/* The frame's bytes as a matrix, not copied. OpenCV takes no const data; nothing below writes to it. */
cv::Mat borrow(const struct pl_frame *bgr)
{
    return cv::Mat(bgr->height, bgr->width, CV_8UC3, const_cast<uint8_t *>(bgr->plane[0]),
                   static_cast<size_t>(bgr->stride[0]));
}

int reader_create(struct pl_media_reader **ret)
{
    return guard(nullptr, [&]() -> int {
        *ret = new pl_media_reader;
        return 0;
    });
}

void reader_destroy(struct pl_media_reader *reader)
{
    guard(nullptr, [&]() -> int {
        delete reader;
        return 0;
    });
}

int reader_decode(struct pl_media_reader *reader, const uint8_t *data, size_t size,
                  struct pl_frame *ret, char *why)
{
    return guard(why, [&]() -> int {
        const cv::Mat bytes(1, static_cast<int>(size), CV_8UC1, const_cast<uint8_t *>(data));

        /* The destination keeps its old content when decoding fails, so it must be forgotten first. */
        reader->picture.release();
        cv::imdecode(bytes, cv::IMREAD_COLOR, &reader->picture);
        if (reader->picture.empty() || reader->picture.type() != CV_8UC3) {
            say(why, "the decoder gives up");
            return 1;
        }
        lend(reader->picture, ret);
        return 0;
    });
}

/* Half a second more than a stream's pictures are apart, but short enough for a clean stop. */
constexpr int stream_timeout_ms = 1500;

int reader_open(struct pl_media_reader *reader, const char *url, struct pl_media_info *ret,
                char *why)
{
    return guard(why, [&]() -> int {
        const std::vector<int> options = {cv::CAP_PROP_OPEN_TIMEOUT_MSEC, stream_timeout_ms,
                                          cv::CAP_PROP_READ_TIMEOUT_MSEC, stream_timeout_ms};

        if (!reader->video.open(url, cv::CAP_FFMPEG, options)) {
            say(why, "the video reader gives up");
            return 1;
        }
        const double rate = reader->video.get(cv::CAP_PROP_FPS);
        const double frames = reader->video.get(cv::CAP_PROP_FRAME_COUNT);
        pl_media_info info = {};
        info.width = static_cast<int>(reader->video.get(cv::CAP_PROP_FRAME_WIDTH));
        info.height = static_cast<int>(reader->video.get(cv::CAP_PROP_FRAME_HEIGHT));
        info.rate_hz = rate > 0 && rate < 1000 ? rate : 0;
        info.frames = frames > 0 && frames < 1e9 ? static_cast<int64_t>(frames) : 0;
        *ret = info;
        return 0;
    });
}

int reader_advance(struct pl_media_reader *reader, pl_usec *ret_t)
{
    return guard(nullptr, [&]() -> int {
        if (!reader->video.grab())
            return 1;
        const double at_ms = reader->video.get(cv::CAP_PROP_POS_MSEC);
        *ret_t = std::isfinite(at_ms) ? static_cast<pl_usec>(at_ms * 1000) : 0;
        return 0;
    });
}

int reader_frame(struct pl_media_reader *reader, struct pl_frame *ret, char *why)
{
    return guard(why, [&]() -> int {
        if (!reader->video.retrieve(reader->picture) || reader->picture.type() != CV_8UC3)
            return 1;
        lend(reader->picture, ret);
        return 0;
    });
}

/* H.264 where this build of FFmpeg can write it, else MPEG-4, which it always can; MJPEG into .avi. */
bool open_writer(cv::VideoWriter &video, const std::string &path, double rate_hz,
                 const cv::Size &size)
{
    const bool avi = path.size() > 4 && path.compare(path.size() - 4, 4, ".avi") == 0;
    const int first = avi ? cv::VideoWriter::fourcc('M', 'J', 'P', 'G')
                          : cv::VideoWriter::fourcc('a', 'v', 'c', '1');

    return video.open(path, cv::CAP_FFMPEG, first, rate_hz, size) ||
           video.open(path, cv::CAP_FFMPEG, cv::VideoWriter::fourcc('m', 'p', '4', 'v'), rate_hz,
                      size);
}

int writer_open(const char *path, int width, int height, double rate_hz,
                struct pl_media_writer **ret, char *why)
{
    pl_media_writer *writer = nullptr;
    const int r = guard(why, [&]() -> int {
        writer = new pl_media_writer{{}, width, height};
        if (!open_writer(writer->video, path, rate_hz, cv::Size(width, height))) {
            say(why, "the video writer gives up (is the folder there, does the name end in .mp4?)");
            return 1;
        }
        return 0;
    });

    if (r != 0)
        delete writer;
    else
        *ret = writer;
    return r;
}

int writer_add(struct pl_media_writer *writer, const struct pl_frame *bgr, char *why)
{
    return guard(why, [&]() -> int {
        if (bgr->width != writer->width || bgr->height != writer->height)
            return -EINVAL;
        writer->video.write(borrow(bgr));
        return 0;
    });
}

int writer_close(struct pl_media_writer *writer)
{
    return guard(nullptr, [&]() -> int {
        delete writer;
        return 0;
    });
}

int write_picture(const char *path, const struct pl_frame *bgr, char *why)
{
    return guard(why, [&]() -> int {
        if (!cv::imwrite(path, borrow(bgr))) {
            say(why, "the picture writer gives up");
            return 1;
        }
        return 0;
    });
}

const pl_media_functions functions = {
    {PL_MEDIA_VERSION}, reader_create, reader_destroy, reader_decode, reader_open,   reader_advance,
    reader_frame,       writer_open,   writer_add,     writer_close,  write_picture,
};

} // namespace

const struct pl_module_head *pl_media_entry(void)
{
    guard(nullptr, []() -> int {
        cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
        cv::setNumThreads(1);
        return 0;
    });
    return &functions.head;
}
