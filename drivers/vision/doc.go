// Package vision is a camera that understands what it sees: it starts the worker
// cmd/vision, watches it, and starts it again when it ends, hangs or talks nonsense.
//
// # The worker
//
// It is asked how it is once a second. One that does not answer in time, or whose answer
// is not as package wire says, is killed. It opens the camera itself, and again after it
// was unplugged, so that a camera needs no slot. The first time it is started again at once,
// then after ever longer pauses; while there is none, a verb waits for it a moment, so
// that a crash costs the person no more than that. What was under way when it ended is a
// Fault of Kind Busy: ask again. After three short lives in a row it is NeedsTechnician.
//
// # Verdicts
//
// The worker measures and this package judges, by thresholds of [Options]. Their
// defaults are the makers' figures for good photos; a photo from the chip of a card is
// none (102 by 126 pixels), so a site that compares with such measures its own.
//
// # What is kept
//
// Nothing. Pictures go through pipes and memory only, are overwritten after use as far
// as Go allows (what a code holds is a string, and cannot be), and no error, status or
// note holds anything of them. Whoever gets a [drivers.Frame] wipes it.
//
// # Where OpenCV is wrong
//
//   - V4L2 waits ten seconds for a camera that was unplugged; the worker's environment
//     makes it two (OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT).
//   - A driver that lost its camera may give the last picture for ever: pictures that
//     are equal bit for bit are counted.
//   - FaceDetectorYN reads beyond what a wrong model gives: each size of picture is
//     proved on a blank one first.
package vision
