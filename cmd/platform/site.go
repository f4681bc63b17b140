package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"yitiji/platform/api"
	"yitiji/platform/authority"
	"yitiji/platform/store"
)

// site is where the centre keeps its data, and how it is configured.
type site struct {
	Data   string `help:"Folder of the centre's data; it is made when there is none." default:"/var/lib/yitiji-platform" placeholder:"DIR"`
	Config string `help:"Configuration; packaging/platform.yaml explains it. Without it the defaults hold." placeholder:"FILE"`
}

// opened is a centre's data, ready for use.
type opened struct {
	data      string
	config    config
	store     *store.Store
	authority *authority.Authority
}

// open opens the data, and makes what is missing. Several programs may have it
// open at once.
func (s *site) open(ctx context.Context) (*opened, error) {
	config, err := readConfig(s.Config)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return nil, fmt.Errorf("the data folder: %w; choose another one with --data", err)
	}
	authority, err := authority.Open(filepath.Join(s.Data, "keys"))
	if err != nil {
		return nil, err
	}
	store, err := store.Open(ctx, cmp.Or(config.Database, filepath.Join(s.Data, "platform.db")))
	if err != nil {
		return nil, err
	}
	return &opened{s.Data, config, store, authority}, nil
}

// with runs do on the opened data and closes it.
func (s *site) with(ctx context.Context, do func(*opened) error) error {
	o, err := s.open(ctx)
	if err != nil {
		return err
	}
	return errors.Join(do(o), o.store.Close())
}

// invite adds a terminal and returns its enrolment code.
func (o *opened) invite(ctx context.Context, code, site string) (string, error) {
	return api.Invite(ctx, o.store, o.authority, code, site, o.config.Enrolment.ValidFor)
}
