// Package console is the web page on which administrators watch the centre:
// terminals, entries, alarms, and a way to add a terminal.
//
// It is HTML from templates, without scripts. Whoever is signed in has a session
// cookie that scripts cannot read and other sites cannot send; forms from other
// origins are refused. Nothing personal is shown, for nothing personal is in the
// tables that it reads: names and numbers were masked before they were stored.
package console
