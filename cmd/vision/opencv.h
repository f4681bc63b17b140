//go:build cgo

// What the worker wants of OpenCV, in C. Every function that can fail returns 0, or 1
// and writes what went wrong into words, a text of WORDS bytes that ends with a zero. No
// C++ exception passes this border. Nothing here decides anything: it measures.
#ifndef YITIJI_VISION_OPENCV_H
#define YITIJI_VISION_OPENCV_H

#ifdef __cplusplus
extern "C" {
#endif

enum {
	WORDS = 300,      // bytes of an error's text
	MOST_FACES = 64,  // faces that are told of one picture
	MOST_CODE = 3000, // bytes of a QR code: 2,953 at most (ISO/IEC 18004)
	POINTS = 10,      // x and y of right eye, left eye, nose, right and left corner of the mouth
};

// A picture: BGR, 8 bits. Freeing overwrites it.
typedef struct picture picture;
void picture_free(picture *p);
void picture_size(const picture *p, int *width, int *height);
// picture_same tells whether two pictures are equal bit for bit.
int picture_same(const picture *a, const picture *b);
int picture_decode(const unsigned char *jpeg, int size, picture **out, char *words);
// picture_encode makes a JPEG at most so wide. The caller frees it by jpeg_free, which
// overwrites it.
int picture_encode(const picture *p, int width, int quality, unsigned char **out, int *size, int *w, int *h, char *words);
void jpeg_free(unsigned char *jpeg, int size);

// A camera, or a film that plays like one. One thread uses it at a time, its freeing
// included: closing while another reads is a use after free inside OpenCV.
typedef struct camera camera;
int camera_open(const char *path, int film, int width, int height, int fps, camera **out, char *words);
// camera_read waits for a picture; *out stays null at the end of a film, and when a
// camera gives none.
int camera_read(camera *c, picture **out, char *words);
double camera_fps(const camera *c); // 0 when it does not know
void camera_free(camera *c);

// The models, and the reader of codes. One thread uses them at a time. Loading proves a
// model on a blank picture, and loads nothing when that fails.
typedef struct eye eye;
int eye_new(eye **out, char *words);
void eye_free(eye *e);
int eye_load_yunet(eye *e, const char *path, char *words);
int eye_load_haar(eye *e, const char *path, char *words);
int eye_load_sface(eye *e, const char *path, char *words);
int eye_load_fas(eye *e, const char *path27, const char *path40, char *words);

// A face, in pixels of its picture.
typedef struct {
	float x, y, width, height;
	float points[POINTS];
	int pointed; // whether the points are known: a Haar cascade knows none
} face;

// eye_faces finds faces, by YuNet where it is loaded and by Haar otherwise.
int eye_faces(eye *e, const picture *p, face *faces, int *found, char *words);
// eye_score gives the cosine of the templates of two faces, which are overwritten at once.
int eye_score(eye *e, const picture *a, const face *fa, const picture *b, const face *fb, double *score, char *words);
// eye_alive gives the share of "real", 0 to 1.
int eye_alive(eye *e, const picture *p, const face *f, double *share, char *words);
// eye_shade measures the face at 112 by 112 pixels of grey: the variance of its
// Laplacian, the mean of its light and the deviation from it, 0 to 255.
int eye_shade(const picture *p, const face *f, double *sharp, double *light, double *contrast, char *words);
// eye_code reads one QR code; *size is 0 when there is none.
int eye_code(eye *e, const picture *p, char *text, int *size, char *words);
// eye_forget lets every model look at a blank picture, so that none holds a person's.
int eye_forget(eye *e, char *words);

const char *opencv_version(void);
// opencv_begin comes first: it makes memory be overwritten when it is freed.
void opencv_begin(int threads);

#ifdef __cplusplus
}
#endif
#endif
