// Package terminal is the core: facts from devices, touches from the screen and
// answers from the centre become one [flow.State], and what the flow wants done
// is done here. One goroutine, [Terminal.Run], owns the State; everybody else
// sends it events or watches snapshots.
//
// The package declares what it needs of the world and implements none of it:
// devices are the contracts of package drivers, what must be kept goes to a
// [Journal].
package terminal
