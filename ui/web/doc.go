// Package web draws Screens as one web page that a locked-down browser shows full
// screen. The page holds no state: every change of the terminal arrives as a
// server-sent event with the whole screen, which is morphed into place, and every
// touch goes back as a form post. Reloading the page at any moment loses nothing.
//
// The server listens on loopback only, and answers only requests that name it by
// a loopback host and come from its own pages.
package web
