package engine
import ("testing";"os";"encoding/json";"regexp";"fmt")
func TestZZ(t *testing.T){
 raw,_:=os.ReadFile("/tmp/pico/cases.json"); var cs []struct{Pattern string;Yes,No []string}
 json.Unmarshal(raw,&cs); bad,errs,n:=0,0,0
 for _,c:=range cs{ re,neg,err:=TranslateGlob(c.Pattern); if err!=nil{errs++; if errs<15{fmt.Println("ERR",c.Pattern,err)};continue}
  rx,err:=regexp.Compile(re); if err!=nil{t.Fatal(re,err)}
  ch:=func(v string,want bool){n++; if (rx.MatchString(v)!=neg)!=want{bad++; if bad<60{fmt.Println(c.Pattern,v,"want",want,re)}}}
  for _,v:=range c.Yes{ch(v,true)}; for _,v:=range c.No{ch(v,false)}}
 fmt.Println(len(cs),n,"bad",bad,"errs",errs)
}
