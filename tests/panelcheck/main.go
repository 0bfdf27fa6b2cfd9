// Panelcheck runs dashboard queries as Grafana's ClickHouse plugin would: through the plugin's own query engine (grafana/sqlds) and
// clickhouse-go, over the native protocol. Macros are expanded here; variables were filled in before.
//
//	panelcheck -addr 127.0.0.1:9000 -user grafana -db rumor -from UNIX -to UNIX < queries.json
//
// In: a JSON list of {where, kind, form, sql, interval_s}. Out: one line per query with the fields of its frame; exit 1 if any cannot be shown.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
)

type query struct {
	Where    string `json:"where"`
	Kind     string `json:"kind"`
	Form     int    `json:"form"`
	SQL      string `json:"sql"`
	Interval int    `json:"interval_s"`
}

func main() {
	addr := flag.String("addr", "127.0.0.1:9000", "host:port of ClickHouse")
	user := flag.String("user", "grafana", "its password is in CLICKHOUSE_PASSWORD")
	database := flag.String("db", "rumor", "")
	from, to := flag.Int64("from", 0, "Unix seconds"), flag.Int64("to", 0, "Unix seconds")
	flag.Parse()
	var queries []query
	if err := json.NewDecoder(os.Stdin).Decode(&queries); err != nil {
		fail("the queries cannot be read: %v", err)
	}
	settings := settingsFor(*addr, *user, *database)
	source, err := connect(settings)
	if err != nil {
		fail("ClickHouse at %s: %v", *addr, err)
	}
	span := backend.TimeRange{From: time.Unix(*from, 0).UTC(), To: time.Unix(*to, 0).UTC()}
	failed := 0
	for _, one := range queries {
		began := time.Now()
		frames, err := run(source, settings, one, span)
		rows, fields := describe(frames)
		if err == nil {
			err = judge(one, frames)
		}
		state := "ok  "
		if err != nil {
			state, fields = "FAIL", strings.ReplaceAll(err.Error(), "\n", " ")
			failed++
		}
		fmt.Printf("%s %-55s %6d rows %6.0f ms  %.160s\n", state, one.Where, rows, float64(time.Since(began).Microseconds())/1000, fields)
	}
	fmt.Printf("%d queries, %d failed\n", len(queries), failed)
	if failed > 0 || len(queries) == 0 {
		os.Exit(1)
	}
}

// run sends one query as the browser does.
func run(source backend.QueryDataHandler, settings backend.DataSourceInstanceSettings, one query, span backend.TimeRange) (data.Frames, error) {
	interval := time.Duration(one.Interval) * time.Second
	body, err := json.Marshal(map[string]any{
		"refId": "A", "rawSql": one.SQL, "format": one.Form, "intervalMs": interval.Milliseconds(), "meta": map[string]string{"timezone": "UTC"},
	})
	if err != nil {
		return nil, err
	}
	request := &backend.QueryDataRequest{
		PluginContext: backend.PluginContext{PluginID: settings.Type, DataSourceInstanceSettings: &settings},
		Queries:       []backend.DataQuery{{RefID: "A", JSON: body, Interval: interval, MaxDataPoints: 1000, TimeRange: span}},
	}
	answer, err := source.QueryData(context.Background(), request)
	if err != nil {
		return nil, err
	}
	return answer.Responses["A"].Frames, answer.Responses["A"].Error
}

// judge says why a panel could not draw the frames.
func judge(one query, frames data.Frames) error {
	for _, frame := range frames {
		if rows, err := frame.RowLen(); err != nil || rows == 0 {
			continue
		}
		kind := frame.TimeSeriesSchema().Type
		_, text := frame.FieldByName("text")
		times := frame.TypeIndices(data.FieldTypeTime, data.FieldTypeNullableTime)
		switch {
		case one.Kind == "timeseries" && kind == data.TimeSeriesTypeNot:
			return errors.New("no time series: it needs a time and a number")
		case one.Kind == "timeseries" && kind == data.TimeSeriesTypeLong:
			return errors.New("a label column in table format would be drawn as one mixed series")
		case one.Kind == "annotation" && (text < 0 || len(times) == 0):
			return errors.New("an annotation needs columns time and text")
		}
	}
	return nil
}

func describe(frames data.Frames) (rows int, fields string) {
	var out []string
	for _, frame := range frames {
		if n, err := frame.RowLen(); err == nil {
			rows += n
		}
		for _, field := range frame.Fields {
			name := field.Name + ":" + strings.TrimPrefix(field.Type().ItemTypeString(), "*")
			if len(field.Labels) > 0 {
				name += "{" + field.Labels.String() + "}"
			}
			out = append(out, name)
		}
	}
	return rows, strings.Join(out, " ")
}

func fail(format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, "panelcheck: "+format+"\n", arguments...)
	os.Exit(1)
}
