import Assignments

let claims: [Claim<any BoxTask>] = []
