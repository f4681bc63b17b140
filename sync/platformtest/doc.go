// Package platformtest is a centre to test terminals against: it holds what it
// took in memory, over real mutual TLS on loopback, and can be down, slow, wrong
// or lying on demand.
package platformtest
