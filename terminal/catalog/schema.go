package catalog

import (
	"encoding/json"
	"reflect"
	"strings"

	"yitiji/terminal/identity"
)

// Schema is the JSON Schema (draft 2020-12) of an item's file, for editors and for whoever
// writes items with programs. It says what shape a file has; what the parts mean to each
// other, such as a rule that asks for a field that is not there, only ParseItem tells.
func Schema() []byte {
	s := shapeOf(reflect.TypeFor[Item]())
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "A service item (事项) of Yitiji"
	raw, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic(err) // made of maps, lists and strings
	}
	return append(raw, '\n')
}

// shape is a part of a schema.
type shape map[string]any

// closed are the types whose values are a closed list.
func closed() map[reflect.Type]any {
	return map[reflect.Type]any{
		reflect.TypeFor[Work]():               Works(),
		reflect.TypeFor[Audience]():           Audiences(),
		reflect.TypeFor[Offline]():            OfflineModes(),
		reflect.TypeFor[Device]():             Devices(),
		reflect.TypeFor[Network]():            Networks(),
		reflect.TypeFor[FieldKind]():          FieldKinds(),
		reflect.TypeFor[Check]():              []Check{NoCheck, Luhn},
		reflect.TypeFor[Gathering]():          Gatherings(),
		reflect.TypeFor[Prefill]():            Prefills(),
		reflect.TypeFor[FeeKind]():            FeeKinds(),
		reflect.TypeFor[ResultKind]():         ResultKinds(),
		reflect.TypeFor[Delivery]():           Deliveries(),
		reflect.TypeFor[identity.Document]():  identity.Documents(),
		reflect.TypeFor[identity.Assurance](): identity.Assurances(),
	}
}

// patterns are the types whose values have a form.
func patterns() map[reflect.Type]string {
	return map[reflect.Type]string{
		reflect.TypeFor[Region](): `^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$`,
		reflect.TypeFor[Day]():    `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`,
		reflect.TypeFor[Limit]():  `^(today|[0-9]{4}-[0-9]{2}-[0-9]{2})$`,
	}
}

func shapeOf(t reflect.Type) shape {
	if values, ok := closed()[t]; ok {
		return shape{"enum": values}
	}
	if pattern, ok := patterns()[t]; ok {
		return shape{"type": "string", "pattern": pattern}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return shapeOf(t.Elem())
	case reflect.Slice:
		return shape{"type": "array", "items": shapeOf(t.Elem())}
	case reflect.Map:
		return translated(t)
	case reflect.Struct:
		return record(t)
	case reflect.Int:
		return shape{"type": "integer"}
	case reflect.Bool:
		return shape{"type": "boolean"}
	}
	return shape{"type": "string"}
}

// translated is a map by language: a Text has every language, Names have some.
func translated(t reflect.Type) shape {
	properties := shape{}
	for _, lang := range Offered() {
		properties[string(lang)] = shapeOf(t.Elem())
	}
	s := shape{"type": "object", "properties": properties, "additionalProperties": false}
	if t == reflect.TypeFor[Text]() {
		s["required"] = Languages()
	}
	return s
}

// record is a struct: a key that may be left out says omitempty.
func record(t reflect.Type) shape {
	properties, required := shape{}, []string{}
	for i := range t.NumField() {
		key, option, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		if key == "" {
			continue // ours
		}
		properties[key] = shapeOf(t.Field(i).Type)
		if option != "omitempty" {
			required = append(required, key)
		}
	}
	return shape{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}
