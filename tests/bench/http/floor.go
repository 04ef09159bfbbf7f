package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os/signal"
	"strconv"
	"strings"
	"syscall"

	"github.com/gin-gonic/gin"
	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// item is what the floor reads and writes.
type item struct {
	ID    string `gorm:"primaryKey" json:"id"`
	Name  string `json:"name"`
	Value string `json:"value"`
	Owner string `json:"owner"`
}

// kept is how many items there are to read.
const kept = 1000

// serveFloor is the least that a server in Go with these libraries can do: it
// answers a word, a row that one SELECT finds, and a row that one INSERT
// commits. It decides nothing, records nothing and encrypts nothing.
func serveFloor(address string) error {
	read, write, err := floorPools(address)
	if err != nil {
		return err
	}
	if err := write.AutoMigrate(&item{}); err != nil {
		return err
	}
	for i := range kept {
		if err := write.Create(&item{ID: "item-" + strconv.Itoa(i), Name: "KEY", Value: "value", Owner: "owner"}).Error; err != nil {
			return err
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: floorRoutes(read, write)}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, func() { _ = server.Close() })
	fmt.Printf("floor listens on http://%s, for operators on nothing\n", listener.Addr())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func floorRoutes(read, write *gorm.DB) http.Handler {
	gin.SetMode(gin.ReleaseMode)
	routes := gin.New()
	routes.GET("/hello", func(c *gin.Context) { c.JSON(http.StatusOK, gin.H{"message": "hello"}) })
	routes.GET("/items/:id", func(c *gin.Context) {
		row := item{}
		if err := read.WithContext(c.Request.Context()).Where("id = ?", c.Param("id")).Take(&row).Error; err != nil {
			c.AbortWithStatus(http.StatusNotFound)
			return
		}
		c.JSON(http.StatusOK, row)
	})
	routes.POST("/items", func(c *gin.Context) {
		row := item{}
		if err := c.BindJSON(&row); err != nil {
			return
		}
		if err := write.WithContext(c.Request.Context()).Create(&row).Error; err != nil {
			c.AbortWithStatus(http.StatusInternalServerError)
			return
		}
		c.JSON(http.StatusOK, row)
	})
	return routes
}

// floorPools open the database as the server does: pools that keep their
// connections, one writer and a write-ahead log on SQLite, no transaction where
// one statement is one.
func floorPools(address string) (read, write *gorm.DB, err error) {
	path, isSQLite := strings.CutPrefix(address, "sqlite:")
	if !isSQLite {
		read, err = floorPool(postgres.Open(address), 16)
		return read, read, err
	}
	dsn := (&url.URL{Scheme: "file", Path: path}).String() + "?_pragma=busy_timeout(2000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate"
	if write, err = floorPool(sqlite.Dialector{DriverName: "sqlite", DSN: dsn}, 1); err != nil {
		return nil, nil, err
	}
	read, err = floorPool(sqlite.Dialector{DriverName: "sqlite", DSN: dsn}, 4)
	return read, write, err
}

func floorPool(dialector gorm.Dialector, size int) (*gorm.DB, error) {
	db, err := gorm.Open(dialector, &gorm.Config{Logger: logger.Discard, SkipDefaultTransaction: true})
	if err != nil {
		return nil, err
	}
	pool, err := db.DB()
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	return db, nil
}
