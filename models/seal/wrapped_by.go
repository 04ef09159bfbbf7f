package seal

import (
	"encoding/binary"

	tinkpb "github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"
	"google.golang.org/protobuf/proto"
)

// WrappedBy is the id of the wrapping key that sealed a data key or a reviewer's token,
// or "" for what none sealed.
func WrappedBy(sealed []byte) string {
	if id := wrappedBy(sealed); id != "" {
		return id // a token is sealed directly
	}
	keyset := &tinkpb.EncryptedKeyset{} // a data key is sealed as a keyset
	if err := proto.Unmarshal(sealed, keyset); err != nil {
		return ""
	}
	return wrappedBy(keyset.GetEncryptedKeyset())
}

// tinkPrefix is how what Tink seals begins: a byte for its format, then the id of the
// key (https://developers.google.com/tink/wire-format).
const tinkPrefix = 5

func wrappedBy(sealed []byte) string {
	if len(sealed) <= tinkPrefix || sealed[0] != 1 {
		return ""
	}
	return keyID(binary.BigEndian.Uint32(sealed[1:tinkPrefix]))
}
