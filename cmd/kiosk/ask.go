package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// doctorSocket is where a running terminal says how its devices are. The folder of
// the data lets nobody else in.
func (c config) doctorSocket() string { return filepath.Join(c.Data, "doctor.sock") }

// answerTechnician says how the devices and the store are to whoever asks on this machine, and
// does what a technician wants of the store, until ctx ends. A terminal that cannot be asked,
// because its disk is full or the path of its data too long for a socket, serves citizens all the
// same.
func (s *station) answerTechnician(ctx context.Context) error {
	_ = os.Remove(s.conf.doctorSocket()) // left by a program that was killed: the outbox's lock says that no other one runs
	l, err := net.Listen("unix", s.conf.doctorSocket())
	if err != nil {
		s.log.Warn("kiosk doctor and kiosk outbox cannot ask this terminal", "err", err)
		return nil
	}
	doors := keeper{s.box, s.identity, s.up}.doors()
	doors.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		say(w, look(r.Context(), s.devices, s.book), nil)
	})
	return answer(ctx, l, doors)
}

// answer serves doors on l until ctx ends.
func answer(ctx context.Context, l net.Listener, doors http.Handler) error {
	server := &http.Server{
		ReadHeaderTimeout: time.Second, Handler: doors,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("answer the technician: %w", err)
	}
	return nil
}

// say answers with v as JSON, or with why not.
func say(w http.ResponseWriter, v any, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // fails when whoever asked has gone
}

// askWithin bounds how long a technician is kept waiting.
const askWithin = 45 * time.Second

// askTerminal asks the terminal that runs on this machine how its devices are. It fails when none
// runs.
func askTerminal(ctx context.Context, conf config) (reports []report, err error) {
	return reports, ask(ctx, conf.doctorSocket(), http.MethodGet, "/", &reports)
}

// ask asks at a socket, and reads the answer into v.
func ask(ctx context.Context, socket, method, what string, v any) error {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	answer, err := open(ctx, socket, method, what)
	if err != nil {
		return err
	}
	defer answer.Close()
	return json.NewDecoder(answer).Decode(v)
}

// open asks at a socket, and returns the answer to read.
func open(ctx context.Context, socket, method, what string) (io.ReadCloser, error) {
	client := http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "unix", socket)
		},
	}}
	request, err := http.NewRequestWithContext(ctx, method, "http://terminal"+what, nil)
	if err != nil {
		return nil, err
	}
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(answer.Body, 4<<10))
		return nil, errors.Join(errors.New(strings.TrimSpace(string(text))), answer.Body.Close())
	}
	return answer.Body, nil
}
