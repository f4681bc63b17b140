//go:build cgo

// What the C++ files share.
#ifndef YITIJI_VISION_OPENCV_HPP
#define YITIJI_VISION_OPENCV_HPP

#include <cstdio>
#include <stdexcept>

#include <opencv2/core.hpp>

#include "opencv.h"

// Fleeting is a Mat that overwrites what it holds when it goes.
struct Fleeting {
	cv::Mat mat;
	Fleeting() = default;
	explicit Fleeting(const cv::Mat &m) : mat(m) {}
	Fleeting(const Fleeting &) = delete;
	Fleeting &operator=(const Fleeting &) = delete;
	~Fleeting() {
		if (!mat.empty()) mat.setTo(0);
	}
};

struct picture : Fleeting {
	using Fleeting::Fleeting;
};

// checked refuses what is no picture of ours. 40 million pixels are more than any camera
// of a terminal has.
inline const cv::Mat &checked(const cv::Mat &m) {
	if (m.empty()) throw std::runtime_error("not a picture");
	if (m.type() != CV_8UC3) throw std::runtime_error("not a picture of three channels of 8 bits");
	if (m.total() > 40u * 1000 * 1000) throw std::runtime_error("a picture of more than 40 million pixels");
	return m;
}

// scaled gives the picture with no side longer than most, and the factor from the picture to it.
double scaled(const cv::Mat &m, int most, cv::Mat &out);

// guarded runs f. What it throws becomes words and a 1.
template <class F> int guarded(char *words, F f) noexcept {
	try {
		f();
		return 0;
	} catch (const cv::Exception &e) {
		std::snprintf(words, WORDS, "OpenCV error %d: %s", e.code, e.err.c_str());
	} catch (const std::exception &e) {
		std::snprintf(words, WORDS, "%s", e.what());
	} catch (...) {
		std::snprintf(words, WORDS, "an exception of an unknown kind");
	}
	return 1;
}

#endif
