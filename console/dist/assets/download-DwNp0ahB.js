import{f as e}from"./names-BIy1XJDf.js";function t(e,t,n){let r=document.createElement(`a`);r.href=`data:${t};charset=utf-8,${encodeURIComponent(n)}`,r.download=e,r.click()}function n(t,n){return[t,...n].map(t=>t.map(e).join(`,`)).join(`\r
`)+`\r
`}export{t as n,n as t};