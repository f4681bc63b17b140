//go:build cgo

// Pictures, and the cameras and films that they come from.

#include <malloc.h>

#include <cstdlib>
#include <cstring>
#include <vector>

#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

#include "opencv.hpp"

const char *opencv_version(void) { return CV_VERSION; }

void opencv_begin(int threads) {
	// Whatever is freed is overwritten, also inside OpenCV, and kept for the next picture:
	// giving megabytes back and fetching them again takes longer than finding a face.
	mallopt(M_PERTURB, 0x55);
	mallopt(M_ARENA_MAX, 1);
	mallopt(M_MMAP_THRESHOLD, 32 << 20);
	mallopt(M_TRIM_THRESHOLD, 128 << 20);
	cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
	cv::setNumThreads(threads);
}

double scaled(const cv::Mat &m, int most, cv::Mat &out) {
	double factor = double(most) / std::max(m.cols, m.rows);
	if (factor >= 1) {
		out = m.clone(); // it will be overwritten
		return 1;
	}
	cv::resize(m, out, cv::Size(), factor, factor, cv::INTER_AREA);
	return factor;
}

void picture_free(picture *p) { delete p; }

void picture_size(const picture *p, int *width, int *height) {
	*width = p->mat.cols;
	*height = p->mat.rows;
}

int picture_same(const picture *a, const picture *b) {
	const cv::Mat &m = a->mat, &n = b->mat;
	return m.size() == n.size() && m.isContinuous() && n.isContinuous() &&
	       std::memcmp(m.data, n.data, m.total() * m.elemSize()) == 0;
}

int picture_decode(const unsigned char *jpeg, int size, picture **out, char *words) {
	return guarded(words, [&] {
		cv::Mat bytes(1, size, CV_8UC1, const_cast<unsigned char *>(jpeg));
		*out = new picture(checked(cv::imdecode(bytes, cv::IMREAD_COLOR)));
	});
}

int picture_encode(const picture *p, int width, int quality, unsigned char **out, int *size, int *w, int *h, char *words) {
	return guarded(words, [&] {
		Fleeting small;
		if (p->mat.cols > width)
			cv::resize(p->mat, small.mat, cv::Size(width, std::max(1, p->mat.rows * width / p->mat.cols)), 0, 0, cv::INTER_AREA);
		const cv::Mat &m = small.mat.empty() ? p->mat : small.mat;
		std::vector<unsigned char> jpeg;
		if (!cv::imencode(".jpg", m, jpeg, {cv::IMWRITE_JPEG_QUALITY, quality})) throw std::runtime_error("cannot make a JPEG");
		*w = m.cols;
		*h = m.rows;
		*size = int(jpeg.size());
		*out = static_cast<unsigned char *>(std::malloc(jpeg.size()));
		if (*out != nullptr) std::memcpy(*out, jpeg.data(), jpeg.size());
		std::fill(jpeg.begin(), jpeg.end(), 0);
		if (*out == nullptr) throw std::bad_alloc();
	});
}

void jpeg_free(unsigned char *jpeg, int size) {
	volatile unsigned char *p = jpeg; // so that the compiler leaves it in
	for (int i = 0; i < size; i++) p[i] = 0;
	std::free(jpeg);
}

struct camera {
	cv::VideoCapture capture;
	Fleeting last; // VideoCapture writes into it again and again
};

int camera_open(const char *path, int film, int width, int height, int fps, camera **out, char *words) {
	return guarded(words, [&] {
		auto c = std::make_unique<camera>();
		if (!c->capture.open(path, film ? cv::CAP_FFMPEG : cv::CAP_V4L2)) throw std::runtime_error("cannot be opened as a camera");
		if (!film) {
			// MJPG before the size: otherwise a camera stays at raw pictures, one or two a second.
			c->capture.set(cv::CAP_PROP_FOURCC, cv::VideoWriter::fourcc('M', 'J', 'P', 'G'));
			c->capture.set(cv::CAP_PROP_FRAME_WIDTH, width);
			c->capture.set(cv::CAP_PROP_FRAME_HEIGHT, height);
			c->capture.set(cv::CAP_PROP_FPS, fps);
		}
		*out = c.release();
	});
}

int camera_read(camera *c, picture **out, char *words) {
	return guarded(words, [&] {
		if (c->capture.read(c->last.mat)) *out = new picture(checked(c->last.mat).clone());
	});
}

double camera_fps(const camera *c) { return c->capture.get(cv::CAP_PROP_FPS); }

void camera_free(camera *c) { delete c; }
