package wire

//go:generate ./generate.sh
