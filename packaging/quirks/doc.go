// Package quirks carries what is known of the devices of many makers, as data: one
// file for each kind of device, each entry with its story. drivers/all reads them; a
// site adds files of its own, which win. See docs/devices.md.
package quirks

import "embed"

// Files are the quirk files.
//
//go:embed *.yaml
var Files embed.FS
