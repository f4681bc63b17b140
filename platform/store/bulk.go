package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
	"github.com/uptrace/bun/schema"
)

// bulk is a transaction, and the connection that it is on: PostgreSQL takes many rows faster by COPY
// than by any INSERT.
type bulk struct {
	bun.Tx
	conn bun.Conn
}

// changeInBulk runs do in one durable transaction.
func (s *Store) changeInBulk(ctx context.Context, do func(context.Context, bulk) error) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(ctx, bulk{tx, conn}); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// copyFrom is from how many rows on COPY is worth its preparation.
const copyFrom = 20

// insert stores rows.
func insert[T any](ctx context.Context, tx bulk, rows []T) error {
	switch {
	case len(rows) == 0:
		return nil
	case len(rows) >= copyFrom && tx.Dialect().Name() == dialect.PG:
		return tx.copyRows(ctx, tx.Dialect().Tables().Get(reflect.TypeFor[T]()), reflect.ValueOf(rows))
	}
	_, err := tx.NewInsert().Model(&rows).Exec(ctx)
	return err
}

// copyRows stores rows, a slice of the structs of a table, by COPY.
func (b bulk) copyRows(ctx context.Context, table *schema.Table, rows reflect.Value) error {
	var columns []string
	for _, f := range table.Fields {
		columns = append(columns, f.Name)
	}
	source := pgx.CopyFromSlice(rows.Len(), func(i int) ([]any, error) {
		values, row := make([]any, len(table.Fields)), rows.Index(i)
		for n, f := range table.Fields {
			values[n] = f.Value(row).Interface()
		}
		return values, nil
	})
	return b.conn.Raw(func(driver any) error {
		conn, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("store: the driver is a %T", driver)
		}
		_, err := conn.Conn().CopyFrom(ctx, pgx.Identifier{table.Name}, columns, source)
		return err
	})
}
