package main

import (
	"fmt"

	"yitiji/drivers/meter"
)

// checkCommand is `kiosk check`.
type checkCommand struct{}

// Run says what is wrong with configuration and catalogue, or that they are fine.
func (checkCommand) Run(conf config) error {
	items, err := conf.items()
	if err != nil {
		return err
	}
	site, err := conf.site()
	if err != nil {
		return err
	}
	if _, err := conf.Devices.open(site, new(meter.Book)); err != nil {
		return err
	}
	if err := conf.checkLines(); err != nil {
		return err
	}
	if conf.Devices.Watchdog.Kind != "" {
		if err := conf.Devices.Watchdog.Check(); err != nil {
			return err
		}
	}
	with, err := conf.Devices.openPrograms()
	if err != nil {
		return err
	}
	with.close()
	fmt.Printf("configuration and catalogue are fine: %d items\n", len(items.Items()))
	return nil
}
