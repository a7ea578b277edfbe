import protobuf from 'protobufjs';

/**
 * What is read of OTLP 1.x, and the answers to it; fields that are left out are skipped by every decoder. From opentelemetry-proto 1.x,
 * Copyright The OpenTelemetry Authors, Apache License 2.0: names, numbers and types are theirs.
 */
const PROTO = `
syntax = "proto3";
package otlp;

message AnyValue {
  oneof value {
    string string_value = 1;
    bool bool_value = 2;
    int64 int_value = 3;
    double double_value = 4;
    ArrayValue array_value = 5;
    KeyValueList kvlist_value = 6;
    bytes bytes_value = 7;
  }
}
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }
message KeyValue { string key = 1; AnyValue value = 2; }
message Resource { repeated KeyValue attributes = 1; }

message LogRecord {
  fixed64 time_unix_nano = 1;
  AnyValue body = 5;
  repeated KeyValue attributes = 6;
  bytes trace_id = 9;
  bytes span_id = 10;
  fixed64 observed_time_unix_nano = 11;
  string event_name = 12;
}
message ScopeLogs { repeated LogRecord log_records = 2; }
message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; }
message LogsRequest { repeated ResourceLogs resource_logs = 1; }

message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
message Span {
  bytes trace_id = 1;
  bytes span_id = 2;
  string name = 5;
  int32 kind = 6;
  fixed64 start_time_unix_nano = 7;
  fixed64 end_time_unix_nano = 8;
  repeated KeyValue attributes = 9;
  repeated Event events = 11;
}
message ScopeSpans { repeated Span spans = 2; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message TracesRequest { repeated ResourceSpans resource_spans = 1; }

message LogsPartial { int64 rejected_log_records = 1; string error_message = 2; }
message LogsResponse { LogsPartial partial_success = 1; }
message TracesPartial { int64 rejected_spans = 1; string error_message = 2; }
message TracesResponse { TracesPartial partial_success = 1; }
message Status { int32 code = 1; string message = 2; }
`;

const { root } = protobuf.parse(PROTO);

/** A message of OTLP by its name here, as JSON has it, but for bytes. @throws the bytes are none */
export function decodeMessage(name: 'LogsRequest' | 'TracesRequest', bytes: Uint8Array): Record<string, unknown> {
  const type = root.lookupType(`otlp.${name}`);
  return type.toObject(type.decode(bytes), { longs: String });
}

export function encodeMessage(name: 'LogsResponse' | 'TracesResponse' | 'Status', message: object): Buffer {
  const type = root.lookupType(`otlp.${name}`);
  return Buffer.from(type.encode(type.fromObject(message)).finish());
}
