// Package catalog is the service items (事项) as data: what an item is called,
// what it asks, whom it is for, what it needs and whether it may be taken with
// the network down. A new service is a file that this package reads, not a
// release.
//
// It also holds what is made from an item: an [Application], and the local
// [SlipNumber] under which a terminal keeps it.
package catalog
