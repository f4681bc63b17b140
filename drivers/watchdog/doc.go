// Package watchdog feeds the machine's watchdog (看门狗), which resets the machine when
// the program hangs.
//
// Opening /dev/watchdog arms it; any write or WDIOC_KEEPALIVE feeds it; writing V
// before closing disarms it, unless the kernel was built or told to let nothing stop it
// (nowayout). WDIOC_SETTIMEOUT returns the time that the hardware really keeps. Only one
// program can have it open. The source is the kernel's watchdog-api.rst.
//
// # What a terminal should know
//
//   - systemd can feed the watchdog itself (RuntimeWatchdogSec) and watch the program
//     (WatchdogSec): then this package has nothing to do, and opening fails as busy.
//   - A program that is killed does not disarm: the machine resets after the time-out.
//     That is what it is for.
//
// The device is reached through [Device], because no test may arm a real one.
package watchdog
