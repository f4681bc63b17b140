// Package view turns a State of the terminal into a Screen: fully worded in the
// visit's language, of a closed set of elements, with what is spoken, what is
// enabled and where the focus goes. It is pure, and knows no toolkit: ui/web
// draws a Screen as a page, another front end may draw it otherwise.
package view
