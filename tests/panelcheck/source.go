package main

// The data source: a connection, the types of columns as fields of a frame, and the macros that dashboards may use.

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"reflect"
	"regexp"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/data/sqlutil"
	"github.com/grafana/sqlds/v5"
)

type engine struct{}

func settingsFor(addr, user, database string) backend.DataSourceInstanceSettings {
	options, _ := json.Marshal(map[string]string{"addr": addr, "username": user, "database": database})
	return backend.DataSourceInstanceSettings{
		ID: 1, UID: "check", Name: "check", Type: "grafana-clickhouse-datasource", JSONData: options,
		DecryptedSecureJSONData: map[string]string{"password": os.Getenv("CLICKHOUSE_PASSWORD")},
	}
}

func connect(settings backend.DataSourceInstanceSettings) (backend.QueryDataHandler, error) {
	instance, err := sqlds.NewDatasource(engine{}).NewDatasource(context.Background(), settings)
	if err != nil {
		return nil, err
	}
	return instance.(backend.QueryDataHandler), nil
}

func (engine) Settings(context.Context, backend.DataSourceInstanceSettings) sqlds.DriverSettings {
	return sqlds.DriverSettings{Timeout: time.Minute, FillMode: &data.FillMissing{Mode: data.FillModeNull}}
}

func (engine) Connect(ctx context.Context, settings backend.DataSourceInstanceSettings, _ json.RawMessage) (*sql.DB, error) {
	var options struct{ Addr, Username, Database string }
	if err := json.Unmarshal(settings.JSONData, &options); err != nil {
		return nil, err
	}
	if _, _, err := net.SplitHostPort(options.Addr); err != nil {
		return nil, err
	}
	db := clickhouse.OpenDB(&clickhouse.Options{
		Addr: []string{options.Addr}, DialTimeout: 10 * time.Second, ReadTimeout: time.Minute,
		Auth:        clickhouse.Auth{Database: options.Database, Username: options.Username, Password: settings.DecryptedSecureJSONData["password"]},
		Compression: &clickhouse.Compression{Method: clickhouse.CompressionLZ4},
	})
	return db, db.PingContext(ctx)
}

// as converts a ClickHouse type, plain, LowCardinality or Nullable, to a field of a frame.
func as[T any](pattern string, field data.FieldType) []sqlutil.Converter {
	plain := sqlutil.Converter{
		Name: pattern, InputScanType: reflect.TypeFor[*T](), InputTypeRegex: regexp.MustCompile(`^(LowCardinality\()?` + pattern),
		FrameConverter: sqlutil.FrameConverter{FieldType: field, ConverterFunc: func(in any) (any, error) { return *in.(*T), nil }},
	}
	nullable := sqlutil.Converter{
		Name: "nullable " + pattern, InputScanType: reflect.TypeFor[**T](), InputTypeRegex: regexp.MustCompile(`^(LowCardinality\()?Nullable\(` + pattern),
		FrameConverter: sqlutil.FrameConverter{FieldType: field.NullableType(), ConverterFunc: func(in any) (any, error) { return *in.(**T), nil }},
	}
	return []sqlutil.Converter{nullable, plain}
}

func (engine) Converters() (all []sqlutil.Converter) {
	list := sqlutil.Converter{
		Name: "list", InputScanType: reflect.TypeFor[any](), InputTypeRegex: regexp.MustCompile(`^(Array|Tuple|Map)`),
		FrameConverter: sqlutil.FrameConverter{FieldType: data.FieldTypeJSON, ConverterFunc: func(in any) (any, error) {
			body, err := json.Marshal(*in.(*any))
			return json.RawMessage(body), err
		}},
	}
	all = append(all, list)
	all = append(all, as[uint8](`UInt8\b`, data.FieldTypeUint8)...)
	all = append(all, as[uint16](`UInt16\b`, data.FieldTypeUint16)...)
	all = append(all, as[uint32](`UInt32\b`, data.FieldTypeUint32)...)
	all = append(all, as[uint64](`UInt64\b`, data.FieldTypeUint64)...)
	all = append(all, as[int32](`Int32\b`, data.FieldTypeInt32)...)
	all = append(all, as[int64](`Int64\b`, data.FieldTypeInt64)...)
	all = append(all, as[float32](`Float32\b`, data.FieldTypeFloat32)...)
	all = append(all, as[float64](`Float64\b`, data.FieldTypeFloat64)...)
	all = append(all, as[string](`(String|Enum|FixedString|UUID)`, data.FieldTypeString)...)
	all = append(all, as[time.Time](`(Date|DateTime|DateTime64|Date32)\b`, data.FieldTypeTime)...)
	return all
}

func (engine) Macros() sqlds.Macros {
	seconds := func(at time.Time) string { return fmt.Sprintf("toDateTime(%d)", at.Unix()) }
	one := func(make func(q *sqlutil.Query, column string) string) sqlutil.MacroFunc {
		return func(q *sqlutil.Query, arguments []string) (string, error) {
			if len(arguments) != 1 || arguments[0] == "" {
				return "", sqlutil.ErrorBadArgumentCount
			}
			return make(q, arguments[0]), nil
		}
	}
	none := func(make func(q *sqlutil.Query) string) sqlutil.MacroFunc {
		return func(q *sqlutil.Query, _ []string) (string, error) { return make(q), nil }
	}
	step := func(q *sqlutil.Query) int { return int(max(q.Interval.Seconds(), 1)) }
	return sqlds.Macros{
		"timeFilter": one(func(q *sqlutil.Query, c string) string {
			return fmt.Sprintf("%s >= %s AND %s <= %s", c, seconds(q.TimeRange.From), c, seconds(q.TimeRange.To))
		}),
		"dateFilter": one(func(q *sqlutil.Query, c string) string {
			return fmt.Sprintf("%s >= toDate('%s') AND %s <= toDate('%s')", c, q.TimeRange.From.Format(time.DateOnly), c, q.TimeRange.To.Format(time.DateOnly))
		}),
		"timeInterval": one(func(q *sqlutil.Query, c string) string {
			return fmt.Sprintf("toStartOfInterval(toDateTime(%s), INTERVAL %d second)", c, step(q))
		}),
		"fromTime":   none(func(q *sqlutil.Query) string { return seconds(q.TimeRange.From) }),
		"toTime":     none(func(q *sqlutil.Query) string { return seconds(q.TimeRange.To) }),
		"interval_s": none(func(q *sqlutil.Query) string { return fmt.Sprint(step(q)) }),
	}
}
