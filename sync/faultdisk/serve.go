package faultdisk

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// Serve is the disk's own process where this one was started to be that: then it does not return.
func Serve() {
	folders := os.Getenv(serveVariable)
	if folders == "" {
		return
	}
	back, dir, _ := strings.Cut(folders, ":")
	if err := serve(back, dir); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(0)
}

// serve serves back at dir until the test closes its end.
func serve(back, dir string) error {
	p := &plan{counts: map[Op]int{}}
	var at syscall.Stat_t
	if err := syscall.Stat(back, &at); err != nil {
		return err
	}
	root := &fs.LoopbackRoot{Path: back, Dev: uint64(at.Dev)}
	top := &node{LoopbackNode: &fs.LoopbackNode{RootData: root}, plan: p}
	root.RootNode = top
	_, err := fs.Mount(dir, top, &fs.Options{
		MountOptions: fuse.MountOptions{DirectMountStrict: true, FsName: "faultdisk", Name: "faultdisk"},
	})
	if err != nil {
		return err
	}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		fmt.Println(p.obey(lines.Text()))
	}
	return syscall.Unmount(dir, syscall.MNT_DETACH) // a program may have a file open
}

// node is a file or a folder that passes everything on.
type node struct {
	*fs.LoopbackNode
	plan *plan
}

// WrapChild makes what lies in a folder pass everything on as well.
func (n *node) WrapChild(_ context.Context, inner fs.InodeEmbedder) fs.InodeEmbedder {
	return &node{LoopbackNode: inner.(*fs.LoopbackNode), plan: n.plan}
}

// Open wraps the file that is opened.
func (n *node) Open(ctx context.Context, flags uint32) (fs.FileHandle, uint32, syscall.Errno) {
	f, flags, errno := n.LoopbackNode.Open(ctx, flags)
	if errno != 0 {
		return nil, 0, errno
	}
	return &file{f, n.plan}, flags, 0
}

// Create wraps the file that is made.
func (n *node) Create(ctx context.Context, name string, flags, mode uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	inode, f, flags, errno := n.LoopbackNode.Create(ctx, name, flags, mode, out)
	if errno != 0 {
		return nil, nil, 0, errno
	}
	return inode, &file{f, n.plan}, flags, 0
}

// Rename may fail.
func (n *node) Rename(ctx context.Context, name string, parent fs.InodeEmbedder, newName string, flags uint32) syscall.Errno {
	if how := n.plan.next(Rename); how != "" {
		return how.errno()
	}
	return n.LoopbackNode.Rename(ctx, name, parent, newName, flags)
}

// Setattr may fail where it changes the size.
func (n *node) Setattr(ctx context.Context, f fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	if _, sized := in.GetSize(); sized {
		if how := n.plan.next(Truncate); how != "" {
			return how.errno()
		}
	}
	if wrapped, ok := f.(*file); ok {
		f = wrapped.FileHandle
	}
	return n.LoopbackNode.Setattr(ctx, f, in, out)
}

// Fsync of a folder may fail.
func (n *node) Fsync(_ context.Context, f fs.FileHandle, flags uint32) syscall.Errno {
	if how := n.plan.next(Fsync); how != "" {
		return how.errno()
	}
	if wrapped, ok := f.(*file); ok {
		return wrapped.FileHandle.(fs.FileFsyncer).Fsync(context.Background(), flags)
	}
	return 0
}

// file is an open file that passes everything on.
type file struct {
	fs.FileHandle
	plan *plan
}

var (
	_ fs.FileReader    = (*file)(nil)
	_ fs.FileWriter    = (*file)(nil)
	_ fs.FileFlusher   = (*file)(nil)
	_ fs.FileReleaser  = (*file)(nil)
	_ fs.FileFsyncer   = (*file)(nil)
	_ fs.FileGetattrer = (*file)(nil)
	_ fs.FileSetlker   = (*file)(nil)
	_ fs.FileSetlkwer  = (*file)(nil)
	_ fs.FileGetlker   = (*file)(nil)
)

// Read passes on.
func (f *file) Read(ctx context.Context, b []byte, off int64) (fuse.ReadResult, syscall.Errno) {
	return f.FileHandle.(fs.FileReader).Read(ctx, b, off)
}

// Write may fail, whole or half way.
func (f *file) Write(ctx context.Context, b []byte, off int64) (uint32, syscall.Errno) {
	how := f.plan.next(Write)
	if how == "" {
		return f.FileHandle.(fs.FileWriter).Write(ctx, b, off)
	}
	if how == Short {
		_, _ = f.FileHandle.(fs.FileWriter).Write(ctx, b[:len(b)/2], off)
	}
	return 0, how.errno()
}

// Fsync may fail.
func (f *file) Fsync(ctx context.Context, flags uint32) syscall.Errno {
	if how := f.plan.next(Fsync); how != "" {
		return how.errno()
	}
	return f.FileHandle.(fs.FileFsyncer).Fsync(ctx, flags)
}

// Flush passes on.
func (f *file) Flush(ctx context.Context) syscall.Errno {
	return f.FileHandle.(fs.FileFlusher).Flush(ctx)
}

// Release passes on.
func (f *file) Release(ctx context.Context) syscall.Errno {
	return f.FileHandle.(fs.FileReleaser).Release(ctx)
}

// Getattr passes on.
func (f *file) Getattr(ctx context.Context, out *fuse.AttrOut) syscall.Errno {
	return f.FileHandle.(fs.FileGetattrer).Getattr(ctx, out)
}

// Getlk passes on.
func (f *file) Getlk(ctx context.Context, owner uint64, lk *fuse.FileLock, flags uint32, out *fuse.FileLock) syscall.Errno {
	return f.FileHandle.(fs.FileGetlker).Getlk(ctx, owner, lk, flags, out)
}

// Setlk passes on.
func (f *file) Setlk(ctx context.Context, owner uint64, lk *fuse.FileLock, flags uint32) syscall.Errno {
	return f.FileHandle.(fs.FileSetlker).Setlk(ctx, owner, lk, flags)
}

// Setlkw passes on.
func (f *file) Setlkw(ctx context.Context, owner uint64, lk *fuse.FileLock, flags uint32) syscall.Errno {
	return f.FileHandle.(fs.FileSetlkwer).Setlkw(ctx, owner, lk, flags)
}
