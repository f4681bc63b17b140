package catalog

// ItemCode is the code of a service item (事项编码), unique in one catalogue.
type ItemCode string
