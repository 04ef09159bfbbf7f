package models

// The rows that belong to no tenant, so that the scope Installation reaches them.

// Untenanted marks the table.
func (*Setting) Untenanted() {}

// Untenanted marks the table.
func (*Organization) Untenanted() {}

// Untenanted marks the table.
func (*User) Untenanted() {}

// Untenanted marks the table.
func (*Session) Untenanted() {}

// Untenanted marks the table.
func (*APIKey) Untenanted() {}

// Untenanted marks the table.
func (*LoginFailures) Untenanted() {}

// Untenanted marks the table.
func (*AccountRecovery) Untenanted() {}

// Untenanted marks the table.
func (*SignInLink) Untenanted() {}

// Untenanted marks the table.
func (*DecisionRecord) Untenanted() {}

// Untenanted marks the table.
func (*DecisionDocument) Untenanted() {}

// Untenanted marks the table.
func (*PolicyBundle) Untenanted() {}

// Untenanted marks the table.
func (*PolicyRollout) Untenanted() {}

// Untenanted marks the table.
func (*KeptPolicy) Untenanted() {}

// Untenanted marks the table.
func (*PolicyChange) Untenanted() {}

// Untenanted marks the table.
func (*PolicyDifference) Untenanted() {}

// Untenanted marks the table.
func (*Server) Untenanted() {}
