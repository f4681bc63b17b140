//go:build cgo

// Faces and codes: YuNet, SFace, MiniFASNet, Haar and the readers of QR codes.

#include <cmath>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>
#include <opencv2/objdetect/face.hpp>
#include <opencv2/wechat_qrcode.hpp>

#include "opencv.hpp"

namespace {

// Faces are sought on a picture of this size: a face at arm's length is 100 to 300 pixels
// wide then, and YuNet knows faces of 10 to 300.
constexpr int seekSide = 640;
// Codes are sought on one of this size: a code wants 120 pixels, and time grows with size.
constexpr int codeSide = 800;
// The zoo's defaults are 0.6 and 0.3; at 0.7 fewer things are taken for faces.
constexpr float faceScore = 0.7f, faceOverlap = 0.3f;

cv::Mat blank(int width, int height) { return cv::Mat(height, width, CV_8UC3, cv::Scalar::all(127)); }

// present refuses what cannot be a model before a parser sees it. OpenCV's message for a
// missing file is the parser's.
void present(const char *path) {
	std::ifstream file(path, std::ios::binary | std::ios::ate);
	if (!file || file.tellg() <= 0) throw std::runtime_error("the file cannot be read, or is empty");
	char head[16] = {};
	file.seekg(0);
	file.read(head, sizeof head - 1);
	if (std::string(head).rfind("version https", 0) == 0) throw std::runtime_error("the file is a pointer of Git LFS, and not the model");
}

// finite refuses numbers that are none: a wrong model gives such.
void finite(const cv::Mat &m, size_t count) {
	if (m.type() != CV_32F || m.total() != count) throw std::runtime_error("the model gives another shape than this task's");
	if (!cv::checkRange(m)) throw std::runtime_error("the model gives numbers that are none");
}

// Detector is FaceDetectorYN, which believes its model: it takes the shapes of what comes
// out for granted and reads beyond them. Each size of picture is proved beforehand.
class Detector {
	cv::Ptr<cv::FaceDetectorYN> yunet;
	cv::dnn::Net net;
	cv::Size proved;

	static size_t cells(cv::Size s, int stride) { return size_t(s.width / stride) * size_t(s.height / stride); }

	void prove(cv::Size s) {
		Fleeting blob(cv::dnn::blobFromImage(blank(s.width, s.height)));
		net.setInput(blob.mat);
		std::vector<cv::Mat> out;
#if CV_VERSION_MAJOR * 100 + CV_VERSION_MINOR >= 408
		for (int stride : {8, 16, 32}) {
			const std::string n = std::to_string(stride);
			net.forward(out, std::vector<cv::String>{"cls_" + n, "obj_" + n, "bbox_" + n, "kps_" + n});
			const size_t each[] = {1, 1, 4, 10};
			for (int i = 0; i < 4; i++) finite(out[i], each[i] * cells(s, stride));
		}
#else
		// Three, two, two and three boxes for each cell of four maps (face_detect.cpp, generatePriors).
		net.forward(out, std::vector<cv::String>{"loc", "conf", "iou"});
		const size_t boxes = 3 * cells(s, 8) + 2 * cells(s, 16) + 2 * cells(s, 32) + 3 * cells(s, 64);
		const size_t each[] = {14, 2, 1};
		for (int i = 0; i < 3; i++) finite(out[i], each[i] * boxes);
#endif
		yunet->setInputSize(s);
		proved = s;
	}

public:
	explicit Detector(const char *path) {
		net = cv::dnn::readNetFromONNX(path);
		yunet = cv::FaceDetectorYN::create(path, "", cv::Size(64, 64), faceScore, faceOverlap, 500);
		forget();
	}

	void forget() {
		cv::Mat none;
		if (proved.empty()) proved = cv::Size(320, 320);
		prove(proved);
		yunet->detect(blank(proved.width, proved.height), none);
	}

	// The sides are whole multiples of 64, so that every map has as many cells as every
	// version of OpenCV counts; what is added is grey.
	void find(const cv::Mat &p, std::vector<face> &out) {
		Fleeting small, canvas, rows;
		const float factor = float(scaled(p, seekSide, small.mat));
		const int right = (64 - small.mat.cols % 64) % 64, below = (64 - small.mat.rows % 64) % 64;
		cv::copyMakeBorder(small.mat, canvas.mat, 0, below, 0, right, cv::BORDER_CONSTANT, cv::Scalar::all(127));
		if (canvas.mat.size() != proved) prove(canvas.mat.size());
		yunet->detect(canvas.mat, rows.mat);
		for (int i = 0; i < rows.mat.rows; i++) {
			const float *r = rows.mat.ptr<float>(i);
			face f = {r[0] / factor, r[1] / factor, r[2] / factor, r[3] / factor, {}, 1};
			for (int k = 0; k < POINTS; k++) f.points[k] = r[4 + k] / factor;
			out.push_back(f);
		}
	}
};

// Matcher is FaceRecognizerSF.
class Matcher {
	cv::Ptr<cv::FaceRecognizerSF> sface;

	void feature(const cv::Mat &p, const face &f, cv::Mat &out) {
		cv::Mat row = (cv::Mat_<float>(1, 15) << f.x, f.y, f.width, f.height, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
		std::memcpy(row.ptr<float>(0) + 4, f.points, sizeof f.points);
		Fleeting aligned, inside;
		sface->alignCrop(p, row, aligned.mat);
		sface->feature(aligned.mat, inside.mat); // memory of the net
		finite(inside.mat, 128);
		out = inside.mat.clone();
	}

public:
	explicit Matcher(const char *path) : sface(cv::FaceRecognizerSF::create(path, "")) { forget(); }

	void forget() {
		cv::Mat out;
		sface->feature(blank(112, 112), out);
		finite(out, 128);
	}

	double score(const cv::Mat &a, const face &fa, const cv::Mat &b, const face &fb) {
		Fleeting one, other;
		feature(a, fa, one.mat);
		feature(b, fb, other.mat);
		const double cosine = sface->match(one.mat, other.mat, cv::FaceRecognizerSF::FR_COSINE);
		if (!std::isfinite(cosine)) throw std::runtime_error("the model gives an empty template");
		return cosine;
	}
};

// Liveness is MiniFASNet: two nets that see the face with little and with much around it.
class Liveness {
	cv::dnn::Net near, wide;

	static double real(cv::dnn::Net &net, const cv::Mat &p) {
		Fleeting blob(cv::dnn::blobFromImage(p)); // BGR, 0 to 255, no mean
		net.setInput(blob.mat);
		cv::Mat out = net.forward();
		finite(out, 3);
		const float *v = out.ptr<float>();
		const double most = std::max(v[0], std::max(v[1], v[2]));
		const double e0 = std::exp(v[0] - most), e1 = std::exp(v[1] - most), e2 = std::exp(v[2] - most);
		return e1 / (e0 + e1 + e2);
	}

	// The face and what is around it, moved back into the picture (generate_patches.py).
	static cv::Rect around(cv::Size s, const face &f, double scale) {
		if (!(f.width >= 1 && f.height >= 1)) throw std::runtime_error("a face without a size");
		scale = std::min({(s.height - 1) / double(f.height), (s.width - 1) / double(f.width), scale});
		const double w = f.width * scale, h = f.height * scale;
		const double x = std::clamp(f.x + f.width / 2 - w / 2, 0.0, s.width - 1 - w);
		const double y = std::clamp(f.y + f.height / 2 - h / 2, 0.0, s.height - 1 - h);
		return cv::Rect(int(x), int(y), int(x + w) - int(x) + 1, int(y + h) - int(y) + 1);
	}

	static double look(cv::dnn::Net &net, const cv::Mat &p, const face &f, double scale) {
		Fleeting patch;
		cv::resize(p(around(p.size(), f, scale)), patch.mat, cv::Size(80, 80));
		return real(net, patch.mat);
	}

public:
	Liveness(const char *path27, const char *path40) : near(cv::dnn::readNetFromONNX(path27)), wide(cv::dnn::readNetFromONNX(path40)) { forget(); }

	void forget() {
		real(near, blank(80, 80));
		real(wide, blank(80, 80));
	}

	double share(const cv::Mat &p, const face &f) { return (look(near, p, f, 2.7) + look(wide, p, f, 4.0)) / 2; }
};

// Codes is WeChatQRCode, which reads without its models, or else QRCodeDetector, which
// reads nothing where OpenCV was built without QUIRC, as Debian's 4.6 is.
class Codes {
	std::unique_ptr<cv::wechat_qrcode::WeChatQRCode> wechat;
	cv::QRCodeDetector plain;

public:
	Codes() {
		try {
			wechat = std::make_unique<cv::wechat_qrcode::WeChatQRCode>();
		} catch (const cv::Exception &) {
			wechat.reset();
		}
	}

	std::string read(const cv::Mat &p) {
		Fleeting small, grey;
		scaled(p, codeSide, small.mat);
		cv::cvtColor(small.mat, grey.mat, cv::COLOR_BGR2GRAY);
		if (!wechat) return plain.detectAndDecode(grey.mat);
		const std::vector<std::string> found = wechat->detectAndDecode(grey.mat);
		return found.empty() ? std::string() : found[0];
	}
};

} // namespace

struct eye {
	std::unique_ptr<Detector> detector;
	std::unique_ptr<cv::CascadeClassifier> haar;
	std::unique_ptr<Matcher> matcher;
	std::unique_ptr<Liveness> liveness;
	std::unique_ptr<Codes> codes;
};

int eye_new(eye **out, char *words) {
	return guarded(words, [&] { *out = new eye; });
}

void eye_free(eye *e) { delete e; }

int eye_load_yunet(eye *e, const char *path, char *words) {
	return guarded(words, [&] {
		present(path);
		e->detector = std::make_unique<Detector>(path);
	});
}

int eye_load_haar(eye *e, const char *path, char *words) {
	return guarded(words, [&] {
		present(path);
		auto haar = std::make_unique<cv::CascadeClassifier>();
		if (!haar->load(path)) throw std::runtime_error("the file is no cascade");
		e->haar = std::move(haar);
	});
}

int eye_load_sface(eye *e, const char *path, char *words) {
	return guarded(words, [&] {
		present(path);
		e->matcher = std::make_unique<Matcher>(path);
	});
}

int eye_load_fas(eye *e, const char *path27, const char *path40, char *words) {
	return guarded(words, [&] {
		present(path27);
		present(path40);
		e->liveness = std::make_unique<Liveness>(path27, path40);
	});
}

// seekHaar looks for faces of a sixth of the picture's height and more.
static void seekHaar(cv::CascadeClassifier &haar, const cv::Mat &p, std::vector<face> &out) {
	Fleeting small, grey;
	const float factor = float(scaled(p, seekSide, small.mat));
	cv::cvtColor(small.mat, grey.mat, cv::COLOR_BGR2GRAY);
	cv::equalizeHist(grey.mat, grey.mat);
	std::vector<cv::Rect> found;
	const int least = std::max(24, small.mat.rows / 6);
	haar.detectMultiScale(grey.mat, found, 1.1, 5, 0, cv::Size(least, least));
	for (const cv::Rect &r : found) out.push_back({r.x / factor, r.y / factor, r.width / factor, r.height / factor, {}, 0});
}

int eye_faces(eye *e, const picture *p, face *faces, int *found, char *words) {
	return guarded(words, [&] {
		std::vector<face> all;
		if (e->detector)
			e->detector->find(p->mat, all);
		else if (e->haar)
			seekHaar(*e->haar, p->mat, all);
		else
			throw std::runtime_error("no detector of faces is loaded");
		*found = int(std::min<size_t>(all.size(), MOST_FACES));
		std::copy_n(all.begin(), *found, faces);
	});
}

int eye_score(eye *e, const picture *a, const face *fa, const picture *b, const face *fb, double *score, char *words) {
	return guarded(words, [&] {
		if (!e->matcher) throw std::runtime_error("no matcher of faces is loaded");
		*score = e->matcher->score(a->mat, *fa, b->mat, *fb);
	});
}

int eye_alive(eye *e, const picture *p, const face *f, double *share, char *words) {
	return guarded(words, [&] {
		if (!e->liveness) throw std::runtime_error("no model of liveness is loaded");
		*share = e->liveness->share(p->mat, *f);
	});
}

int eye_shade(const picture *p, const face *f, double *sharp, double *light, double *contrast, char *words) {
	return guarded(words, [&] {
		const cv::Rect box = cv::Rect(cvRound(f->x), cvRound(f->y), cvRound(f->width), cvRound(f->height)) & cv::Rect({}, p->mat.size());
		if (box.empty()) throw std::runtime_error("a face outside of its picture");
		Fleeting grey, edges;
		cv::Scalar mean, deviation;
		cv::cvtColor(p->mat(box), grey.mat, cv::COLOR_BGR2GRAY);
		cv::resize(grey.mat, grey.mat, cv::Size(112, 112), 0, 0, cv::INTER_AREA);
		cv::meanStdDev(grey.mat, mean, deviation);
		*light = mean[0];
		*contrast = deviation[0];
		cv::Laplacian(grey.mat, edges.mat, CV_64F);
		cv::meanStdDev(edges.mat, mean, deviation);
		*sharp = deviation[0] * deviation[0];
	});
}

int eye_code(eye *e, const picture *p, char *text, int *size, char *words) {
	return guarded(words, [&] {
		if (!e->codes) e->codes = std::make_unique<Codes>();
		const std::string code = e->codes->read(p->mat);
		if (code.size() > MOST_CODE) throw std::runtime_error("a code longer than codes can be");
		*size = int(code.size());
		std::memcpy(text, code.data(), code.size());
	});
}

int eye_forget(eye *e, char *words) {
	return guarded(words, [&] {
		if (e->detector) e->detector->forget();
		if (e->matcher) e->matcher->forget();
		if (e->liveness) e->liveness->forget();
	});
}
