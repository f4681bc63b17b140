package public

import (
	"bytes"
	"encoding/binary"
)

// Markers of JPEG (ITU-T T.81, B.1.1.3) and the tag of EXIF that says how the camera was
// held.
const (
	markerApp1     = 0xE1
	markerScan     = 0xDA
	tagOrientation = 0x0112
	entryBytes     = 12
)

// orientation reads how the camera was held: 1 for upright, and for everything that does
// not say, or says it wrongly.
func orientation(raw []byte) int {
	exif := exifOf(raw)
	if len(exif) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if string(exif[:2]) == "MM" {
		order = binary.BigEndian
	}
	at := int(order.Uint32(exif[4:]))
	if at < 8 || at+2 > len(exif) {
		return 1
	}
	count := int(order.Uint16(exif[at:]))
	for entry := at + 2; count > 0 && entry+entryBytes <= len(exif); entry, count = entry+entryBytes, count-1 {
		if order.Uint16(exif[entry:]) == tagOrientation {
			if how := int(order.Uint16(exif[entry+8:])); how >= 1 && how <= 8 {
				return how
			}
			return 1
		}
	}
	return 1
}

// exifOf finds the EXIF block of a JPEG, a small TIFF; nothing where there is none.
func exifOf(raw []byte) []byte {
	if len(raw) < 4 || raw[0] != 0xFF || raw[1] != 0xD8 {
		return nil
	}
	for raw = raw[2:]; len(raw) >= 4 && raw[0] == 0xFF && raw[1] != markerScan; {
		size := int(binary.BigEndian.Uint16(raw[2:]))
		if size < 2 || 2+size > len(raw) {
			return nil
		}
		if exif, ok := bytes.CutPrefix(raw[4:2+size], []byte("Exif\x00\x00")); ok && raw[1] == markerApp1 {
			return exif[:min(len(exif), exifMostBytes)]
		}
		raw = raw[2+size:]
	}
	return nil
}
